// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.local.llm;

import dev.portcullis.local.llm.Script.Answer.Says;
import java.io.IOException;
import tools.jackson.databind.node.ObjectNode;

/// An answer in the words of one API.
sealed interface AnswerFormat permits ChatFormat, MessagesFormat, ResponsesFormat {
    /// What the pretended model counts, whatever was said.
    int TOKENS_IN = 12;

    int TOKENS_OUT = 34;

    ObjectNode whole(Says says);

    void stream(Says says, Events events) throws IOException;
}

// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.http;

import dev.portcullis.contracts.command.HttpFacts;
import dev.portcullis.contracts.command.LlmFacts;
import dev.portcullis.gateway.access.CommandRequest;

/// A request that was understood.
///
/// @param command what is judged
/// @param facts what was found out
/// @param content its body
/// @param digest equal only for requests of which every byte that would be sent is equal
record ReadRequest(CommandRequest command, HttpFacts facts, Content content, String digest) {
    /// Whether the answer of a model is asked for as a stream of events.
    boolean isStreamed() {
        LlmFacts llm = facts.llm();
        return llm != null && llm.stream();
    }
}

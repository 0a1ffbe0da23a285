// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.llm.answer;

import dev.portcullis.llm.LlmWireException;

/// The grammar of one API's stream.
interface EventRewriter {
    /// Takes the next event and writes what may go out now.
    void event(SseEvent event, EventSink out) throws LlmWireException;

    /// The stream is over. Texts that were held back go out; tool calls that never became complete do not.
    void end(EventSink out) throws LlmWireException;

    /// Writes what ends the stream as an error.
    void abort(String message, EventSink out);
}

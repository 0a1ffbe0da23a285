// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.llm.answer;

import dev.portcullis.llm.LlmWireException;

/// The grammar of one API's stream. Where a stream breaks off, what is held back stays back: half of a secret is not
/// found to be one.
interface EventRewriter {
    /// Takes the next event and writes what may go out now.
    void event(SseEvent event, EventSink out) throws LlmWireException;

    /// The stream has ended, properly or not. Writes what waited for a decision.
    default void end(EventSink out) throws LlmWireException {}

    /// Writes what ends the stream as an error.
    void abort(String message, EventSink out);
}

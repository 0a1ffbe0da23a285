// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.llm.answer;

import dev.portcullis.llm.Endpoint;
import dev.portcullis.llm.LlmWireException;
import dev.portcullis.llm.LlmWireException.Problem;
import java.nio.ByteBuffer;
import java.util.Locale;

/// Stands between a provider and a caller for one answer: bytes in as they come, bytes out as they are safe. Decode the
/// content encoding first, and drop the headers that speak of length, digest and encoding. What it holds back is
/// bounded. For one thread at a time; with a judge that blocks, for one that may wait.
///
/// After an exception nothing more may be fed; [#abort] says how to tell the caller.
public interface AnswerGuard {
    /// Takes what arrived, from the buffer's position to its limit, and gives what may go out now, which may be
    /// nothing.
    ByteBuffer feed(ByteBuffer chunk) throws LlmWireException;

    /// The provider has ended its answer: the rest.
    ByteBuffer end() throws LlmWireException;

    /// What to send instead of the rest, so that the caller's library reports an error: an event where a stream has
    /// begun, else a body.
    ByteBuffer abort(String message);

    /// What is known of the answer so far.
    AnswerSummary summary();

    /// The guard of one answer.
    ///
    /// @param status the answer's HTTP status
    /// @param contentType the answer's content type; empty where it has none
    /// @throws LlmWireException for content that nobody here can look into
    static AnswerGuard of(Endpoint.Listed endpoint, int status, String contentType, AnswerRules rules)
            throws LlmWireException {
        var log = new AnswerLog();
        boolean success = status >= 200 && status < 300;
        return switch (mediaType(contentType)) {
            case "application/json" -> new WholeAnswer(Body.of(endpoint, success, rules, log), endpoint, log);
            case "text/event-stream" -> new StreamedAnswer(events(endpoint, rules, log), log);
            default -> throw new LlmWireException(Problem.UNMASKABLE, "an answer that is neither JSON nor events");
        };
    }

    private static EventRewriter events(Endpoint.Listed endpoint, AnswerRules rules, AnswerLog log)
            throws LlmWireException {
        return switch (endpoint) {
            case CHAT_COMPLETIONS -> new ChatStream(rules, log);
            case RESPONSES -> new ResponsesStream(rules, log);
            case MESSAGES -> new MessagesStream(rules, log);
            case COUNT_TOKENS, EMBEDDINGS, MODELS ->
                throw new LlmWireException(Problem.UNKNOWN_CONTENT, "events where the API has none");
        };
    }

    private static String mediaType(String contentType) {
        int parameters = contentType.indexOf(';');
        String type = parameters < 0 ? contentType : contentType.substring(0, parameters);
        return type.strip().toLowerCase(Locale.ROOT);
    }
}

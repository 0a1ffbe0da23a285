// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.http;

import dev.portcullis.contracts.command.LlmFacts;
import dev.portcullis.gateway.http.content.Bodies;
import dev.portcullis.gateway.http.content.BodyFilter;
import dev.portcullis.gateway.http.content.Masks;
import dev.portcullis.gateway.http.content.UnreadableException;
import dev.portcullis.llm.Endpoint;
import dev.portcullis.llm.LlmWireException;
import dev.portcullis.llm.TextMask;
import dev.portcullis.llm.ToolJudge;
import dev.portcullis.llm.answer.AnswerRules;
import dev.portcullis.llm.request.LlmRequest;
import dev.portcullis.llm.request.PromptText;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What a request's body was understood to be.
sealed interface Content {
    /// What it asks a language model for; null if it asks none.
    @Nullable
    LlmFacts llm() throws UnreadableException;

    /// The texts that it holds, as they are read at the target.
    Stream<String> texts() throws UnreadableException;

    /// The body as it goes on, whole.
    ///
    /// @param most how many tokens were set aside for its answer, where a budget applies; null for no bound
    byte[] outgoing(Masks masks, @Nullable Long most) throws UnreadableException;

    /// What its answer has to pass.
    ///
    /// @param tools judges the tool calls of a language model's answer
    BodyFilter answer(int status, String contentType, Masks masks, ToolJudge tools) throws UnreadableException;

    /// A body of an API that is not known: it goes on as it came, but for what is masked.
    record Opaque(Payload body, String contentType) implements Content {
        @Override
        public @Nullable LlmFacts llm() {
            return null;
        }

        @Override
        public Stream<String> texts() throws UnreadableException {
            return Stream.of(body.readable());
        }

        @Override
        public byte[] outgoing(Masks masks, @Nullable Long most) throws UnreadableException {
            return Bodies.request(body.bytes(), contentType, masks);
        }

        @Override
        public BodyFilter answer(int status, String answerType, Masks masks, ToolJudge tools)
                throws UnreadableException {
            return Bodies.answer(answerType, masks);
        }
    }

    /// A body that passes unread, where nothing depends on what is in it.
    record Unread(Upload upload) implements Content {
        @Override
        public @Nullable LlmFacts llm() {
            return null;
        }

        @Override
        public Stream<String> texts() {
            return Stream.of();
        }

        @Override
        public byte[] outgoing(Masks masks, @Nullable Long most) {
            throw new IllegalStateException("it goes on in pieces");
        }

        @Override
        public BodyFilter answer(int status, String answerType, Masks masks, ToolJudge tools)
                throws UnreadableException {
            return Bodies.answer(answerType, masks);
        }
    }

    /// A request to a language model: what goes on is written anew from what was understood.
    record Prompt(Endpoint.Listed endpoint, LlmRequest request) implements Content {
        private static final int OK = 200;
        private static final String EVENTS = "text/event-stream";

        @Override
        public LlmFacts llm() throws UnreadableException {
            try {
                return request.facts();
            } catch (LlmWireException e) {
                throw UnreadableException.of(e);
            }
        }

        @Override
        public Stream<String> texts() {
            return request.texts().stream().map(PromptText::text);
        }

        @Override
        public byte[] outgoing(Masks masks, @Nullable Long most) throws UnreadableException {
            try {
                if (endpoint == Endpoint.Listed.MODELS) {
                    return new byte[0];
                }
                LlmRequest masked = request.masked(masks.textMask()).withUsage();
                return (most == null ? masked : masked.bounded(most)).body();
            } catch (LlmWireException e) {
                throw UnreadableException.of(e);
            }
        }

        @Override
        public BodyFilter answer(int status, String answerType, Masks masks, ToolJudge tools)
                throws UnreadableException {
            return Bodies.answer(endpoint, status, answerType, new AnswerRules(masks.textMask(), tools));
        }

        /// The event that tells a client of this API, within a stream of events, that there will be no answer.
        byte[] failure(String message) {
            try {
                return Bodies.answer(endpoint, OK, EVENTS, new AnswerRules(TextMask.none(), ToolJudge.ALLOWING))
                        .abort(message);
            } catch (UnreadableException e) {
                throw new IllegalStateException("asked of an endpoint that has no events", e);
            }
        }
    }
}

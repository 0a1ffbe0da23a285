// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.http.content;

import dev.portcullis.llm.LlmWireException;
import dev.portcullis.llm.answer.AnswerGuard;
import dev.portcullis.llm.answer.AnswerSummary;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.TreeMap;

/// An answer of a language model: read, masked and written anew.
final class GuardedAnswer implements BodyFilter {
    private final AnswerGuard guard;

    GuardedAnswer(AnswerGuard guard) {
        this.guard = guard;
    }

    @Override
    public byte[] feed(byte[] piece) throws UnreadableException {
        try {
            return bytes(guard.feed(ByteBuffer.wrap(piece)));
        } catch (LlmWireException e) {
            throw UnreadableException.of(e);
        }
    }

    @Override
    public byte[] end() throws UnreadableException {
        try {
            return bytes(guard.end());
        } catch (LlmWireException e) {
            throw UnreadableException.of(e);
        }
    }

    @Override
    public byte[] abort(String message) {
        return bytes(guard.abort(message));
    }

    @Override
    public Map<String, Long> counts() {
        AnswerSummary.Usage usage = guard.summary().usage();
        if (usage == null) {
            return Map.of();
        }
        Map<String, Long> counts = new TreeMap<>(Map.of("tokensIn", usage.input(), "tokensOut", usage.output()));
        if (usage.fromCache() > 0) {
            counts.put("tokensCached", usage.fromCache());
        }
        if (usage.toCache() > 0) {
            counts.put("tokensCacheWritten", usage.toCache());
        }
        return counts;
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }
}

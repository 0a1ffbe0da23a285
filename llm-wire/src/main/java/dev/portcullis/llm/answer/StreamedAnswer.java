// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.llm.answer;

import dev.portcullis.llm.LlmWireException;
import java.nio.ByteBuffer;

/// An answer that comes as events.
final class StreamedAnswer implements AnswerGuard {
    private final SseReader reader = new SseReader();
    private final EventSink out = new EventSink();
    private final EventRewriter rewriter;
    private final AnswerLog log;

    StreamedAnswer(EventRewriter rewriter, AnswerLog log) {
        this.rewriter = rewriter;
        this.log = log;
    }

    @Override
    public ByteBuffer feed(ByteBuffer chunk) throws LlmWireException {
        for (SseEvent event : reader.feed(chunk)) rewriter.event(event, out);
        return out.drain();
    }

    @Override
    public ByteBuffer end() throws LlmWireException {
        rewriter.end(out);
        return out.drain();
    }

    @Override
    public ByteBuffer abort(String message) {
        // What an event had written before it failed is part of something that was not understood.
        out.drain();
        rewriter.abort(message, out);
        return out.drain();
    }

    @Override
    public AnswerSummary summary() {
        return log.summary();
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.llm.answer;

import dev.portcullis.llm.Endpoint;
import dev.portcullis.llm.LlmWireException;
import dev.portcullis.llm.LlmWireException.Problem;
import dev.portcullis.llm.json.StrictJson;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/// An answer that is one JSON document. Nothing of it goes out before all of it is there.
final class WholeAnswer implements AnswerGuard {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0).asReadOnlyBuffer();

    private final ByteArrayOutputStream received = new ByteArrayOutputStream();
    private final Body body;
    private final Endpoint.Listed endpoint;
    private final AnswerLog log;

    WholeAnswer(Body body, Endpoint.Listed endpoint, AnswerLog log) {
        this.body = body;
        this.endpoint = endpoint;
        this.log = log;
    }

    @Override
    public ByteBuffer feed(ByteBuffer chunk) throws LlmWireException {
        if (received.size() + chunk.remaining() > StrictJson.MOST_BYTES) {
            throw new LlmWireException(Problem.TOO_LARGE, "an answer beyond the limit");
        }
        var bytes = new byte[chunk.remaining()];
        chunk.get(bytes);
        received.writeBytes(bytes);
        return NOTHING.duplicate();
    }

    @Override
    public ByteBuffer end() throws LlmWireException {
        ByteBuffer whole = ByteBuffer.wrap(received.toByteArray());
        ByteBuffer rewritten = ByteBuffer.wrap(
                StrictJson.bytes(body.rewrite(StrictJson.object(StrictJson.read(whole), "the answer"))));
        log.completed();
        return rewritten;
    }

    @Override
    public ByteBuffer abort(String message) {
        return ByteBuffer.wrap(StrictJson.bytes(ErrorBody.of(endpoint, "blocked", message)));
    }

    @Override
    public AnswerSummary summary() {
        return log.summary();
    }
}

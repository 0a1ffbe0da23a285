// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.http.content;

import java.io.ByteArrayOutputStream;

/// Gathers a body and rewrites it as a whole.
final class WholeBody implements BodyFilter {
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private final Rewriting rewriting;

    WholeBody(Rewriting rewriting) {
        this.rewriting = rewriting;
    }

    @Override
    public byte[] feed(byte[] piece) {
        body.writeBytes(piece);
        return new byte[0];
    }

    @Override
    public byte[] end() throws UnreadableException {
        return body.size() == 0 ? new byte[0] : rewriting.rewritten(body.toByteArray());
    }

    interface Rewriting {
        byte[] rewritten(byte[] body) throws UnreadableException;
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.http.content;

import java.io.ByteArrayOutputStream;

/// Gathers a body and rewrites it as a whole.
final class WholeBody implements BodyFilter {
    /// Several times as much is in memory while it is masked.
    private static final int LARGEST = 16 << 20;

    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private final Rewriting rewriting;

    WholeBody(Rewriting rewriting) {
        this.rewriting = rewriting;
    }

    @Override
    public byte[] feed(byte[] piece) throws UnreadableException {
        if (body.size() + piece.length > LARGEST) {
            throw UnreadableException.of("larger than what is masked as a whole");
        }
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

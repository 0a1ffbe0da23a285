// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.http.content;

import java.io.ByteArrayOutputStream;

/// Rewrites a body line by line, as the lines become whole.
final class LineBody implements BodyFilter {
    private static final int MAX_LINE = 1 << 20;

    private final WholeBody.Rewriting rewriting;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();

    LineBody(WholeBody.Rewriting rewriting) {
        this.rewriting = rewriting;
    }

    @Override
    public byte[] feed(byte[] piece) throws UnreadableException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte b : piece) {
            if (b == '\n') {
                out.writeBytes(rewritten());
                out.write('\n');
            } else if (line.size() >= MAX_LINE) {
                throw UnreadableException.of("a line that is too long to be masked");
            } else {
                line.write(b);
            }
        }
        return out.toByteArray();
    }

    @Override
    public byte[] end() throws UnreadableException {
        return rewritten();
    }

    private byte[] rewritten() throws UnreadableException {
        if (line.size() == 0) {
            return new byte[0];
        }
        byte[] whole = line.toByteArray();
        line.reset();
        return rewriting.rewritten(whole);
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.http;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/// Bytes that arrive in pieces, as text: a character that is cut in two waits for its other half.
final class TextPieces {
    private final CharsetDecoder decoder = StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPLACE)
            .onUnmappableCharacter(CodingErrorAction.REPLACE);
    private byte[] half = new byte[0];

    String next(byte[] piece) {
        ByteBuffer in = ByteBuffer.allocate(half.length + piece.length);
        in.put(half).put(piece).flip();
        CharBuffer out = CharBuffer.allocate(in.remaining());
        decoder.decode(in, out, false);
        half = new byte[in.remaining()];
        in.get(half);
        return out.flip().toString();
    }
}

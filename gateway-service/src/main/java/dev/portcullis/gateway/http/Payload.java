// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.http;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/// The body of a request, whole and decoded. Nobody writes to it.
final class Payload {
    private final byte[] bytes;

    Payload(byte[] bytes) {
        this.bytes = bytes;
    }

    byte[] bytes() {
        return bytes;
    }

    ByteBuffer buffer() {
        return ByteBuffer.wrap(bytes).asReadOnlyBuffer();
    }

    /// The body as people read it: as text, or in base 64 where it is none.
    String readable() {
        try {
            String text = StandardCharsets.UTF_8.newDecoder().decode(buffer()).toString();
            if (text.indexOf('\0') < 0) {
                return text;
            }
        } catch (CharacterCodingException _) {
            // not text
        }
        return "base64:" + Base64.getEncoder().encodeToString(bytes);
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.postgres.wire;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/// Reads one message body from front to back; running over its end, or stopping before it, is a [WireException].
final class BodyReader {
    private final String message;
    private final ByteBuffer in;

    BodyReader(String message, ByteBuffer body) {
        this.message = message;
        // slice() also resets the byte order to the network's, whatever the caller's buffer has.
        this.in = body.slice();
    }

    byte readByte() throws WireException {
        require(1);
        return in.get();
    }

    short readShort() throws WireException {
        require(2);
        return in.getShort();
    }

    /// Counts of parameters and columns go up to 65 535.
    int readCount() throws WireException {
        require(2);
        return in.getShort() & 0xffff;
    }

    int readInt() throws WireException {
        require(4);
        return in.getInt();
    }

    ByteBuffer readBytes(int length) throws WireException {
        if (length < 0) {
            throw bad("negative length");
        }
        require(length);
        ByteBuffer bytes = in.slice(in.position(), length);
        in.position(in.position() + length);
        return bytes;
    }

    ByteBuffer readRest() {
        ByteBuffer rest = in.slice();
        in.position(in.limit());
        return rest;
    }

    boolean hasMore() {
        return in.hasRemaining();
    }

    /// Text of a client: must be UTF-8, since a decoder that guesses and a server that does not would read two
    /// different statements.
    String readText() throws WireException {
        ByteBuffer bytes = readTerminated();
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(bytes)
                    .toString();
        } catch (CharacterCodingException e) {
            throw new WireException("22021", message + ": invalid byte sequence for encoding UTF8");
        }
    }

    /// Text of a server: before `client_encoding` is settled it may have any encoding, and it is only looked at.
    String readServerText() throws WireException {
        return StandardCharsets.UTF_8.decode(readTerminated()).toString();
    }

    private ByteBuffer readTerminated() throws WireException {
        int end = in.position();
        while (end < in.limit() && in.get(end) != 0) {
            end++;
        }
        if (end == in.limit()) {
            throw bad("string without terminator");
        }
        ByteBuffer bytes = readBytes(end - in.position());
        in.get();
        return bytes;
    }

    void end() throws WireException {
        if (in.hasRemaining()) {
            throw bad("trailing bytes");
        }
    }

    WireException bad(String what) {
        return WireException.violation(message + ": " + what);
    }

    private void require(int bytes) throws WireException {
        if (in.remaining() < bytes) {
            throw bad("message ends too early");
        }
    }
}

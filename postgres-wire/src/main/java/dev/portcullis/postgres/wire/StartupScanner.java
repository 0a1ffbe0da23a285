// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.postgres.wire;

import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Reads the untyped packets at the start of a connection.
public final class StartupScanner {
    /// PostgreSQL's own `MAX_STARTUP_PACKET_LENGTH`, length field included.
    public static final int LONGEST = 10_000;

    static final int SSL_REQUEST = 80_877_103;
    static final int GSS_ENCRYPTION_REQUEST = 80_877_104;
    static final int CANCEL_REQUEST = 80_877_102;
    private static final byte TLS_HANDSHAKE = 0x16;
    private static final int SHORTEST = 8;

    private StartupScanner() {}

    /// True if the connection starts with a TLS handshake instead of a packet ("direct" TLS, PostgreSQL 17).
    /// No packet can be taken for one: its length would be over 369 million.
    public static boolean startsWithTls(ByteBuffer in) {
        return in.hasRemaining() && in.get(in.position()) == TLS_HANDSHAKE;
    }

    /// Takes one packet out of the buffer, or leaves the buffer as it is until the packet is complete.
    public static Optional<StartupPacket> read(ByteBuffer in) throws WireException {
        if (in.remaining() < 4) {
            return Optional.empty();
        }
        int length = in.getInt(in.position());
        if (length < SHORTEST || length > LONGEST) {
            throw WireException.violation("bad startup packet length " + length);
        }
        if (in.remaining() < length) {
            return Optional.empty();
        }
        ByteBuffer packet = in.slice(in.position() + 4, length - 4);
        in.position(in.position() + length);
        return Optional.of(decode(new BodyReader("startup packet", packet)));
    }

    private static StartupPacket decode(BodyReader body) throws WireException {
        int code = body.readInt();
        StartupPacket packet = switch (code) {
            case SSL_REQUEST -> new StartupPacket.SslRequest();
            case GSS_ENCRYPTION_REQUEST -> new StartupPacket.GssEncryptionRequest();
            case CANCEL_REQUEST ->
                new StartupPacket.CancelRequest(new CancelKey(body.readInt(), CancelSecret.of(body.readRest())));
            default -> startup(ProtocolVersion.of(code), body);
        };
        body.end();
        return packet;
    }

    private static StartupPacket startup(ProtocolVersion version, BodyReader body) throws WireException {
        if (version.major() != 3) {
            throw new WireException(
                    "0A000", "unsupported frontend protocol " + version.major() + "." + version.minor());
        }
        Map<String, String> parameters = new LinkedHashMap<>();
        for (String name = body.readText(); !name.isEmpty(); name = body.readText()) {
            // PostgreSQL lets the last one win, so two readers of the same packet could see two users.
            if (parameters.putIfAbsent(name, body.readText()) != null) {
                throw body.bad("parameter given twice");
            }
        }
        return new StartupPacket.StartupMessage(version, parameters);
    }
}

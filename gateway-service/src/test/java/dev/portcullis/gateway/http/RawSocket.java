// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.http;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/// A caller that writes WebSocket frames byte by byte (RFC 6455, 5.2), as no library would.
final class RawSocket implements AutoCloseable {
    private static final int CLOSE = 8;
    private static final int PONG = 10;

    private final Socket socket;
    private final DataInputStream in;

    private RawSocket(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new DataInputStream(socket.getInputStream());
    }

    /// Asks for a WebSocket at `/c/api/ws`.
    ///
    /// @param more more headers, each with its line's end
    static RawSocket open(Plane plane, String more) throws IOException {
        Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), plane.uri("/").getPort());
        socket.setSoTimeout(60_000);
        RawSocket raw = new RawSocket(socket);
        raw.send(("GET /c/api/ws HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer " + plane.token()
                        + "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                        + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n" + more + "\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        return raw;
    }

    void send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
    }

    /// The head of the answer, and its body where it is no WebSocket.
    String head() throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) in.readUnsignedByte());
        }
        String all = head.toString();
        String length = all.replaceAll("(?is).*\r\ncontent-length: *(\\d+).*", "$1");
        return length.equals(all)
                ? all
                : all + new String(in.readNBytes(Integer.parseInt(length)), StandardCharsets.UTF_8);
    }

    void frame(int first, String text) throws IOException {
        frame(first, text.getBytes(StandardCharsets.UTF_8));
    }

    /// One frame, masked with zeros.
    ///
    /// @param first its first byte: whether it is the last, the reserved bits, the opcode
    void frame(int first, byte[] payload) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(first);
        if (payload.length < 126) {
            out.write(0x80 | payload.length);
        } else {
            out.write(0x80 | 126);
            out.write(payload.length >> 8);
            out.write(payload.length);
        }
        out.writeBytes(new byte[4]);
        out.writeBytes(payload);
        send(out.toByteArray());
    }

    /// The next frame: its text, or `pong` with what was pinged, or `closed` with code and reason.
    String next() throws IOException {
        int opcode = in.readUnsignedByte() & 0x0f;
        int length = in.readUnsignedByte();
        byte[] payload = in.readNBytes(length < 126 ? length : in.readUnsignedShort());
        return switch (opcode) {
            case CLOSE ->
                "closed " + (((payload[0] & 0xff) << 8) | (payload[1] & 0xff)) + " "
                        + new String(payload, 2, payload.length - 2, StandardCharsets.UTF_8);
            case PONG -> "pong " + new String(payload, StandardCharsets.UTF_8);
            default -> new String(payload, StandardCharsets.UTF_8);
        };
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}

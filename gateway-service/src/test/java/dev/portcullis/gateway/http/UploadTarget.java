// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.http;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;

/// A target on loopback that takes a body when a test lets it, and sees whether it came to its end.
final class UploadTarget implements AutoCloseable {
    final List<Upload> seen = new CopyOnWriteArrayList<>();
    private final ServerSocket server;
    private volatile CountDownLatch gate = new CountDownLatch(0);

    UploadTarget() {
        try {
            server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    /// Bodies are not read before this opens.
    void readsBehind(CountDownLatch opening) {
        gate = opening;
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException _) {
                // closed
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            InputStream in = new BufferedInputStream(socket.getInputStream(), 65_536);
            while (true) {
                String head = head(in);
                if (head.isEmpty()) {
                    return;
                }
                Upload upload = new Upload(head);
                seen.add(upload);
                upload.read(in, gate);
                socket.getOutputStream()
                        .write("HTTP/1.1 201 Created\r\nContent-Length: 2\r\nContent-Type: text/plain\r\n\r\nok"
                                .getBytes(StandardCharsets.US_ASCII));
            }
        } catch (IOException _) {
            // what was read until then says enough
        }
    }

    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                return "";
            }
            head.append((char) next);
        }
        return head.toString();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }

    /// One body, as far as it came.
    static final class Upload {
        final String head;
        final AtomicLong bytes = new AtomicLong();
        final CountDownLatch over = new CountDownLatch(1);
        volatile boolean whole;
        volatile String sha256 = "";

        Upload(String head) {
            this.head = head.toLowerCase(Locale.ROOT);
        }

        private void read(InputStream in, CountDownLatch gate) throws IOException {
            try {
                MessageDigest digest = MessageDigest.getInstance("SHA-256");
                gate.await();
                if (head.contains("transfer-encoding: chunked")) {
                    long size;
                    while ((size = Long.parseLong(line(in), 16)) > 0) {
                        take(in, size, digest);
                        line(in);
                    }
                    line(in);
                } else {
                    take(in, length(), digest);
                }
                sha256 = HexFormat.of().formatHex(digest.digest());
                whole = true;
            } catch (NumberFormatException e) {
                throw new IOException(e);
            } catch (InterruptedException | NoSuchAlgorithmException e) {
                throw new IllegalStateException(e);
            } finally {
                over.countDown();
            }
        }

        private long length() {
            return head.lines()
                    .filter(line -> line.startsWith("content-length:"))
                    .mapToLong(line -> Long.parseLong(
                            line.substring("content-length:".length()).strip()))
                    .findFirst()
                    .orElse(0);
        }

        private void take(InputStream in, long size, MessageDigest digest) throws IOException {
            byte[] piece = new byte[65_536];
            long left = size;
            while (left > 0) {
                int read = in.read(piece, 0, (int) Math.min(piece.length, left));
                if (read < 0) {
                    throw new IOException("broken off");
                }
                digest.update(piece, 0, read);
                bytes.addAndGet(read);
                left -= read;
            }
        }

        private static String line(InputStream in) throws IOException {
            StringBuilder line = new StringBuilder();
            int next;
            while ((next = in.read()) != '\n') {
                if (next < 0) {
                    throw new IOException("broken off");
                }
                line.append((char) next);
            }
            return line.toString().strip();
        }
    }
}

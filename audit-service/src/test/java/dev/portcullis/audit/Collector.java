// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit;

import dev.portcullis.testing.FreePort;
import io.netty.pkitesting.X509Bundle;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/// A syslog collector: a real socket, in the clear or with TLS, that counts octets as RFC 5425 says and keeps what it
/// is sent.
final class Collector implements AutoCloseable {

    private final @Nullable X509Bundle certificate;
    private final boolean asksForACertificate;
    private final int port = FreePort.find();
    private final List<String> messages = new CopyOnWriteArrayList<>();
    private final List<Socket> open = new CopyOnWriteArrayList<>();
    private final AtomicInteger connections = new AtomicInteger();
    private volatile boolean reading = true;
    private volatile int closeAfter = Integer.MAX_VALUE;
    private @Nullable ServerSocket server;

    private Collector(@Nullable X509Bundle certificate, boolean asksForACertificate) {
        this.certificate = certificate;
        this.asksForACertificate = asksForACertificate;
    }

    static Collector plain() {
        return new Collector(null, false);
    }

    static Collector tls(X509Bundle certificate) {
        return new Collector(certificate, false);
    }

    /// One that lets nobody in without a certificate from its own authority.
    static Collector mutual(X509Bundle certificate) {
        return new Collector(certificate, true);
    }

    int port() {
        return port;
    }

    /// Listens, and reads whatever comes.
    Collector listen() {
        try {
            ServerSocket listening = bound();
            server = listening;
            Thread.ofVirtual().start(() -> accept(listening));
            return this;
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private ServerSocket bound() throws IOException, GeneralSecurityException {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        if (certificate == null) {
            return new ServerSocket(port, 50, loopback);
        }
        KeyManagerFactory keys = certificate.toKeyManagerFactory();
        TrustManagerFactory trust = certificate.toTrustManagerFactory();
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        SSLServerSocket socket =
                (SSLServerSocket) context.getServerSocketFactory().createServerSocket(port, 50, loopback);
        socket.setNeedClientAuth(asksForACertificate);
        return socket;
    }

    private void accept(ServerSocket listening) {
        while (!listening.isClosed()) {
            try {
                Socket socket = listening.accept();
                open.add(socket);
                connections.incrementAndGet();
                Thread.ofVirtual().start(() -> read(socket));
            } catch (IOException _) {
                return;
            }
        }
    }

    private void read(Socket socket) {
        try (InputStream in = new BufferedInputStream(socket.getInputStream())) {
            while (true) {
                while (!reading) {
                    Thread.sleep(20);
                }
                messages.add(message(in));
                if (messages.size() >= closeAfter) {
                    closeAfter = Integer.MAX_VALUE;
                    // What has arrived and was not read is lost, as in a crash.
                    socket.setSoLinger(true, 0);
                    return;
                }
            }
        } catch (IOException _) {
            // The other side has gone, or is not let in.
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static String message(InputStream in) throws IOException {
        int length = 0;
        int next = in.read();
        while (next >= '0' && next <= '9') {
            length = length * 10 + next - '0';
            next = in.read();
        }
        if (next < 0) {
            throw new EOFException();
        }
        if (next != ' ' || length == 0) {
            throw new UncheckedIOException(new IOException("no count before a message: " + next));
        }
        byte[] message = in.readNBytes(length);
        if (message.length < length) {
            throw new EOFException();
        }
        return new String(message, StandardCharsets.UTF_8);
    }

    /// Everything that was read.
    List<String> messages() {
        return List.copyOf(messages);
    }

    int connections() {
        return connections.get();
    }

    /// Takes nothing more from connections, and leaves them open.
    void hang() {
        reading = false;
    }

    void goOn() {
        reading = true;
    }

    /// Crashes once, when it has read so many messages.
    void crashAfter(int count) {
        closeAfter = count;
    }

    /// Goes away; what it has read it keeps.
    @Override
    public void close() {
        try {
            ServerSocket listening = server;
            if (listening != null) {
                listening.close();
            }
            for (Socket socket : open) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.syslog;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/// One connection to a collector. It never says anything, so whatever comes from it, its end above all, ends the
/// connection; so does a message that it does not take in time.
final class SyslogLink implements Closeable {

    private static final int LOOK_MILLIS = 500;
    private static final int BUFFER = 64 << 10;

    private final Socket plain;
    private final Socket socket;
    private final OutputStream out;
    private final long patienceNanos;
    private volatile boolean gone;
    /// When the write that is under way began; 0 while there is none.
    private volatile long writingSince;

    private SyslogLink(Socket plain, Socket socket, long patienceNanos) throws IOException {
        this.plain = plain;
        this.socket = socket;
        this.out = new BufferedOutputStream(socket.getOutputStream(), BUFFER);
        this.patienceNanos = patienceNanos;
        socket.setSoTimeout(LOOK_MILLIS);
        Thread.ofVirtual().name("syslog-watch").start(this::watch);
    }

    /// Connects, and with TLS sees that the collector is who it should be before anything is sent.
    ///
    /// @param tls who is believed; null for a connection in the clear
    static SyslogLink open(SyslogProperties properties, @Nullable SSLContext tls) throws IOException {
        int timeout = Math.toIntExact(properties.timeout().toMillis());
        Socket plain = new Socket();
        try {
            plain.connect(new InetSocketAddress(properties.host(), properties.port()), timeout);
            plain.setKeepAlive(true);
            plain.setSoTimeout(timeout);
            Socket socket = tls == null ? plain : secured(plain, properties, tls);
            return new SyslogLink(plain, socket, properties.timeout().toNanos());
        } catch (IOException | RuntimeException e) {
            plain.close();
            throw e;
        }
    }

    private static Socket secured(Socket plain, SyslogProperties properties, SSLContext tls) throws IOException {
        SSLSocket socket =
                (SSLSocket) tls.getSocketFactory().createSocket(plain, properties.host(), properties.port(), true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        parameters.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }

    /// Hands over one message; it may stay in a buffer until [#flush].
    void send(byte[] frame) throws IOException {
        writing(() -> out.write(frame));
    }

    void flush() throws IOException {
        writing(out::flush);
    }

    private void writing(Writing writing) throws IOException {
        if (gone) {
            throw new IOException("the collector has closed the connection");
        }
        writingSince = Math.max(1, System.nanoTime());
        try {
            writing.write();
        } finally {
            writingSince = 0;
        }
    }

    /// Whether the collector has not ended the connection.
    boolean isOpen() {
        return !gone;
    }

    private void watch() {
        try (InputStream in = socket.getInputStream()) {
            while (!gone) {
                try {
                    // Anything at all, the end included, is more than a collector says.
                    in.read();
                    gone = true;
                } catch (SocketTimeoutException _) {
                    long since = writingSince;
                    gone = since != 0 && System.nanoTime() - since > patienceNanos;
                }
            }
        } catch (IOException _) {
            // The connection is gone, which is what this waits for.
        } finally {
            gone = true;
            close();
        }
    }

    @Override
    public void close() {
        gone = true;
        try {
            if (writingSince == 0) {
                socket.close();
            }
            // Without TLS's farewell if a write is under way: it would wait for a collector that takes nothing.
            plain.close();
        } catch (IOException _) {
            // There is nothing left to close.
        }
    }

    private interface Writing {
        void write() throws IOException;
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.postgres;

import com.ongres.scram.client.ScramClient;
import dev.portcullis.postgres.wire.BackendDecoder;
import dev.portcullis.postgres.wire.BackendMessage;
import dev.portcullis.postgres.wire.FrontendEncoder;
import dev.portcullis.postgres.wire.FrontendMessage;
import dev.portcullis.postgres.wire.ProtocolVersion;
import dev.portcullis.postgres.wire.SaslInitialResponse;
import dev.portcullis.postgres.wire.StartupPacket;
import dev.portcullis.postgres.wire.WireException;
import dev.portcullis.postgres.wire.WireWriter;
import dev.portcullis.testing.PostgresServer;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/// A client that can misbehave: sends any bytes, reads whatever comes.
final class RawClient implements AutoCloseable {
    private final Path ca;
    private Socket socket;
    private DataInputStream in;

    RawClient(RunningGateway gateway) throws IOException {
        this(gateway.port(), gateway.ca());
    }

    private RawClient(int port, Path ca) throws IOException {
        this.ca = ca;
        use(new Socket(InetAddress.getLoopbackAddress(), port));
        socket.setSoTimeout(60_000);
    }

    private void use(Socket connected) throws IOException {
        socket = connected;
        in = new DataInputStream(connected.getInputStream());
    }

    /// Connects, with TLS and a good token, up to the first ReadyForQuery.
    static RawClient ready(RunningGateway gateway) throws Exception {
        RawClient client = new RawClient(gateway).secured();
        client.startup(ProtocolVersion.V3_0, Map.of("user", "agent", "database", "orders"));
        client.password("good");
        client.until(BackendMessage.ReadyForQuery.class::isInstance);
        return client;
    }

    /// Connects past the gateway, to a server that asks for SCRAM, up to the first ReadyForQuery.
    static RawClient direct(PostgresServer server, Map<String, String> parameters, String password) throws Exception {
        RawClient client = new RawClient(server.port(), server.caCertificate()).secured();
        client.startup(ProtocolVersion.V3_0, parameters);
        if (!(client.next() instanceof BackendMessage.AuthenticationSasl)) {
            throw new IOException("not asked for SCRAM");
        }
        ScramClient scram = ScramClient.builder()
                .advertisedMechanisms(List.of("SCRAM-SHA-256"))
                .username("*")
                .password(password.toCharArray())
                .build();
        SaslInitialResponse first = new SaslInitialResponse(
                "SCRAM-SHA-256", scram.clientFirstMessage().toString());
        client.write(out -> FrontendEncoder.saslInitialResponse(first, out));
        scram.serverFirstMessage(((BackendMessage.AuthenticationSaslContinue) client.next()).message());
        String proof = scram.clientFinalMessage().toString();
        client.write(out -> FrontendEncoder.saslResponse(proof, out));
        client.until(BackendMessage.ReadyForQuery.class::isInstance);
        return client;
    }

    RawClient secured() throws IOException, GeneralSecurityException {
        send(new StartupPacket.SslRequest());
        if (in.read() != 'S') {
            throw new IOException("no TLS");
        }
        return tls();
    }

    /// TLS at once.
    RawClient tls(String... protocols) throws IOException, GeneralSecurityException {
        SSLSocket tls =
                (SSLSocket) context().getSocketFactory().createSocket(socket, "localhost", socket.getPort(), true);
        SSLParameters parameters = tls.getSSLParameters();
        parameters.setApplicationProtocols(protocols);
        tls.setSSLParameters(parameters);
        tls.startHandshake();
        use(tls);
        return this;
    }

    private SSLContext context() throws IOException, GeneralSecurityException {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null);
        try (InputStream ca = Files.newInputStream(this.ca)) {
            trusted.setCertificateEntry(
                    "ca", CertificateFactory.getInstance("X.509").generateCertificate(ca));
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    void startup(ProtocolVersion version, Map<String, String> parameters) throws IOException {
        send(new StartupPacket.StartupMessage(version, new LinkedHashMap<>(parameters)));
    }

    void send(StartupPacket packet) throws IOException {
        write(out -> FrontendEncoder.encode(packet, out));
    }

    void password(String password) throws IOException {
        write(out -> FrontendEncoder.password(password, out));
    }

    void send(FrontendMessage... messages) throws IOException {
        write(out -> {
            for (FrontendMessage message : messages) {
                FrontendEncoder.encode(message, out);
            }
        });
    }

    private void write(Consumer<WireWriter> messages) throws IOException {
        WireWriter out = new WireWriter();
        messages.accept(out);
        byte[] bytes = new byte[out.written().remaining()];
        out.written().get(bytes);
        sendBytes(bytes);
    }

    void sendBytes(byte... bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
    }

    /// The next message, or null if the gateway has closed the connection.
    BackendMessage next() throws IOException, WireException {
        byte[] frame = nextFrame();
        return frame == null ? null : decoded(frame);
    }

    /// The next message as it came, or null if the connection was closed.
    byte[] nextFrame() throws IOException {
        try {
            byte type = in.readByte();
            int length = in.readInt();
            ByteBuffer frame = ByteBuffer.allocate(length + 1).put(type).putInt(length);
            in.readFully(frame.array(), frame.position(), frame.remaining());
            return frame.array();
        } catch (EOFException | SocketException e) {
            return null;
        }
    }

    static BackendMessage decoded(byte[] frame) throws WireException {
        return BackendDecoder.decode(frame[0], ByteBuffer.wrap(frame).slice(5, frame.length - 5));
    }

    int read() throws IOException {
        try {
            return in.read();
        } catch (SocketException e) {
            return -1;
        }
    }

    /// Messages up to and including the first that fits, or up to the end.
    List<BackendMessage> until(Predicate<BackendMessage> last) throws IOException, WireException {
        List<BackendMessage> messages = new ArrayList<>();
        for (BackendMessage message = next(); message != null; message = next()) {
            messages.add(message);
            if (last.test(message)) {
                break;
            }
        }
        return messages;
    }

    List<BackendMessage> untilReady() throws IOException, WireException {
        return until(BackendMessage.ReadyForQuery.class::isInstance);
    }

    List<BackendMessage> untilClosed() throws IOException, WireException {
        return until(_ -> false);
    }

    static String sqlState(List<BackendMessage> messages) {
        return messages.stream()
                .filter(BackendMessage.ErrorResponse.class::isInstance)
                .map(message ->
                        ((BackendMessage.ErrorResponse) message).fields().sqlState())
                .reduce((first, second) -> first + "," + second)
                .orElse("");
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}

// SPDX-License-Identifier: Apache-2.0
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/// A server that lets everybody in and then has nothing to say, and a client that opens many sessions and asks once.
/// `postgres-idle` runs it.
///
/// `serve PORT CERTIFICATE KEY`, or `open PORT USER DATABASE COUNT` with PGPASSWORD; the sessions stay open until
/// standard input ends.
public class IdleSessions {
    private static final int SSL_REQUEST = 80877103;
    private static final int PROTOCOL = 3 << 16;

    public static void main(String[] arguments) throws Exception {
        switch (arguments[0]) {
            case "serve" -> serve(Integer.parseInt(arguments[1]), Path.of(arguments[2]), Path.of(arguments[3]));
            case "open" ->
                open(Integer.parseInt(arguments[1]), arguments[2], arguments[3], Integer.parseInt(arguments[4]));
            default -> throw new IllegalArgumentException(arguments[0]);
        }
    }

    private static void serve(int port, Path certificate, Path key) throws Exception {
        SSLContext tls = SSLContext.getInstance("TLS");
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null);
        Certificate[] chain;
        try (var in = Files.newInputStream(certificate)) {
            chain = CertificateFactory.getInstance("X.509").generateCertificates(in).toArray(Certificate[]::new);
        }
        store.setKeyEntry("key", privateKey(Files.readString(key)), new char[0], chain);
        keys.init(store, new char[0]);
        tls.init(keys.getKeyManagers(), null, null);
        try (ServerSocket server = new ServerSocket(port, 1_000, InetAddress.getLoopbackAddress())) {
            System.out.println("listening");
            while (true) {
                Socket socket = server.accept();
                Thread.ofVirtual().start(() -> {
                    try {
                        answer(socket, tls);
                    } catch (IOException e) {
                        // Its peer is gone.
                    }
                });
            }
        }
    }

    private static PrivateKey privateKey(String pem) throws Exception {
        byte[] bytes = Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));
        for (String algorithm : List.of("EC", "RSA", "Ed25519")) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(bytes));
            } catch (InvalidKeySpecException e) {
                // Then it is one of the others.
            }
        }
        throw new IllegalArgumentException("unknown kind of key");
    }

    private static void answer(Socket socket, SSLContext tls) throws IOException {
        DataInputStream plain = new DataInputStream(socket.getInputStream());
        plain.readInt();
        if (plain.readInt() != SSL_REQUEST) {
            socket.close();
            return;
        }
        socket.getOutputStream().write('S');
        SSLSocket secured = (SSLSocket) tls.getSocketFactory().createSocket(socket, "localhost", socket.getPort(), true);
        secured.setUseClientMode(false);
        DataInputStream in = new DataInputStream(secured.getInputStream());
        DataOutputStream out = new DataOutputStream(new java.io.BufferedOutputStream(secured.getOutputStream()));
        in.readFully(new byte[in.readInt() - 4]);
        message(out, 'R', new byte[4]);
        for (String parameter : List.of(
                "server_version\0" + "18.6\0",
                "server_encoding\0UTF8\0",
                "client_encoding\0UTF8\0",
                "standard_conforming_strings\0on\0",
                "DateStyle\0ISO, MDY\0",
                "TimeZone\0UTC\0",
                "integer_datetimes\0on\0")) {
            message(out, 'S', parameter.getBytes(StandardCharsets.US_ASCII));
        }
        message(out, 'K', new byte[] {0, 0, 1, 1, 0, 0, 0, 7});
        message(out, 'Z', new byte[] {'I'});
        out.flush();
        while (true) {
            int type = in.read();
            if (type < 0 || type == 'X') {
                secured.close();
                return;
            }
            in.readFully(new byte[in.readInt() - 4]);
            if (type == 'Q') {
                message(out, 'C', "SELECT 0\0".getBytes(StandardCharsets.US_ASCII));
                message(out, 'Z', new byte[] {'I'});
                out.flush();
            }
        }
    }

    private static void open(int port, String user, String database, int count) throws Exception {
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(null, new TrustManager[] {new Anybody()}, null);
        List<Future<SSLSocket>> opening = new ArrayList<>();
        try (ExecutorService several = Executors.newFixedThreadPool(8)) {
            for (int i = 0; i < count; i++) {
                opening.add(several.submit(() -> session(port, user, database, tls)));
            }
            for (Future<SSLSocket> session : opening) {
                session.get();
            }
        }
        System.out.println("open");
        while (System.in.read() >= 0) {
            // Until nobody is interested any more.
        }
        for (Future<SSLSocket> session : opening) {
            session.get().close();
        }
    }

    private static SSLSocket session(int port, String user, String database, SSLContext tls) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        DataOutputStream plain = new DataOutputStream(socket.getOutputStream());
        plain.writeInt(8);
        plain.writeInt(SSL_REQUEST);
        if (socket.getInputStream().read() != 'S') {
            throw new IOException("no TLS");
        }
        SSLSocket secured = (SSLSocket) tls.getSocketFactory().createSocket(socket, "localhost", port, true);
        DataInputStream in = new DataInputStream(secured.getInputStream());
        DataOutputStream out = new DataOutputStream(new java.io.BufferedOutputStream(secured.getOutputStream()));
        byte[] startup = ("user\0" + user + "\0database\0" + database + "\0\0").getBytes(StandardCharsets.UTF_8);
        out.writeInt(startup.length + 8);
        out.writeInt(PROTOCOL);
        out.write(startup);
        out.flush();
        while (true) {
            int type = in.readUnsignedByte();
            byte[] body = new byte[in.readInt() - 4];
            in.readFully(body);
            if (type == 'R' && body[3] == 3) {
                message(out, 'p', (System.getenv("PGPASSWORD") + "\0").getBytes(StandardCharsets.UTF_8));
                out.flush();
            } else if (type == 'E') {
                throw new IOException(new String(body, StandardCharsets.UTF_8).replace('\0', ' '));
            } else if (type == 'Z') {
                return secured;
            }
        }
    }

    private static void message(DataOutputStream out, char type, byte[] body) throws IOException {
        out.writeByte(type);
        out.writeInt(body.length + 4);
        out.write(body);
    }

    /// Nothing is measured here but memory, and nobody listens on the loop but what the script has started.
    private static final class Anybody implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.local.llm;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Executors;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.pem.PemSslStoreBundle;
import org.springframework.boot.ssl.pem.PemSslStoreDetails;

/// The process of the pretended provider. It listens on loopback only.
public final class SampleModel {
    /// The names of the credentials that it demands.
    public static final String API_KEY = "model_api_key";

    public static final String GITHUB_CREDENTIAL = "model_github_credential";

    private SampleModel() {}

    /// Port, certificate, private key, the file with the key that APIs demand, the file with the pretended GitHub
    /// credential.
    public static void main(String[] arguments) throws IOException {
        var keys = new UpstreamKeys(read(arguments[3]), read(arguments[4]));
        HttpsServer server = start(Integer.parseInt(arguments[0]), arguments[1], arguments[2], keys);
        System.out.println(
                "the sample model listens on port " + server.getAddress().getPort());
    }

    static HttpsServer start(int port, String certificateFile, String keyFile, UpstreamKeys keys) throws IOException {
        PemSslStoreDetails store = PemSslStoreDetails.forCertificate(
                        Path.of(certificateFile).toUri().toString())
                .withPrivateKey(Path.of(keyFile).toUri().toString());
        SslBundle tls = SslBundle.of(new PemSslStoreBundle(store, null));
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(tls.createSslContext()));
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", new ProviderApi(keys, server.getAddress().getPort()));
        server.start();
        return server;
    }

    private static String read(String file) throws IOException {
        return Files.readString(Path.of(file)).strip();
    }
}

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

/// The process of the pretended provider.
public final class SampleModel {
    /// The names of the credentials that it demands.
    public static final String API_KEY = "model_api_key";

    public static final String GITHUB_CREDENTIAL = "model_github_credential";

    private SampleModel() {}

    /// The address to listen on, the name by which it is reached, port, certificate, private key, the file with the key
    /// that APIs demand, the file with the pretended GitHub credential.
    public static void main(String[] arguments) throws IOException {
        var address = new InetSocketAddress(InetAddress.getByName(arguments[0]), Integer.parseInt(arguments[2]));
        var keys = new UpstreamKeys(read(arguments[5]), read(arguments[6]));
        HttpsServer server = start(address, arguments[1], arguments[3], arguments[4], keys);
        System.out.println(
                "the sample model listens on port " + server.getAddress().getPort());
    }

    /// On a port of loopback that is free.
    static HttpsServer start(String certificateFile, String keyFile, UpstreamKeys keys) throws IOException {
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        return start(address, "localhost", certificateFile, keyFile, keys);
    }

    private static HttpsServer start(
            InetSocketAddress address, String name, String certificateFile, String keyFile, UpstreamKeys keys)
            throws IOException {
        PemSslStoreDetails store = PemSslStoreDetails.forCertificate(
                        Path.of(certificateFile).toUri().toString())
                .withPrivateKey(Path.of(keyFile).toUri().toString());
        SslBundle tls = SslBundle.of(new PemSslStoreBundle(store, null));
        HttpsServer server = HttpsServer.create(address, 0);
        server.setHttpsConfigurator(new HttpsConfigurator(tls.createSslContext()));
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext(
                "/", new ProviderApi(keys, name + ":" + server.getAddress().getPort()));
        server.start();
        return server;
    }

    private static String read(String file) throws IOException {
        return Files.readString(Path.of(file)).strip();
    }
}

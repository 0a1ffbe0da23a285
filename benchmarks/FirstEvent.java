// SPDX-License-Identifier: Apache-2.0
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.Arrays;
import java.util.Locale;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/// How long it takes from the question until the first event of a streamed answer, direct and through the gateway, in
/// alternation. `http-proxy` runs it.
public class FirstEvent {
    private static final String BODY =
            "{\"model\":\"sample-small\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"Tell me of a customer.\"}]}";
    private static final int WARM = 100;

    /// How many, the model's address, the gateway's, the file with the model's authority. Keys come by the environment.
    public static void main(String[] arguments) throws Exception {
        int count = Integer.parseInt(arguments[0]);
        HttpClient client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .sslContext(trusting(Path.of(arguments[3])))
                .build();
        HttpRequest direct = request(arguments[1], System.getenv("MODEL_KEY"));
        HttpRequest gateway = request(arguments[2], System.getenv("TOKEN"));
        long[] directNanos = new long[count];
        long[] gatewayNanos = new long[count];
        for (int i = -WARM; i < count; i++) {
            long one = nanos(client, direct);
            long other = nanos(client, gateway);
            if (i >= 0) {
                directNanos[i] = one;
                gatewayNanos[i] = other;
            }
        }
        Arrays.sort(directNanos);
        Arrays.sort(gatewayNanos);
        System.out.println("| | direct | Portcullis | later |");
        System.out.println("|---|---|---|---|");
        row("median", directNanos[count / 2], gatewayNanos[count / 2]);
        row("99th percentile", directNanos[count * 99 / 100], gatewayNanos[count * 99 / 100]);
    }

    private static void row(String what, long direct, long gateway) {
        System.out.printf(
                Locale.ROOT, "| %s | %.2f | %.2f | %.2f |%n", what, direct / 1e6, gateway / 1e6, (gateway - direct) / 1e6);
    }

    private static HttpRequest request(String address, String key) {
        return HttpRequest.newBuilder(URI.create(address))
                .header("Authorization", "Bearer " + key)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(BODY))
                .build();
    }

    private static long nanos(HttpClient client, HttpRequest request) throws Exception {
        long start = System.nanoTime();
        HttpResponse<InputStream> response = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
            String line = lines.readLine();
            while (line != null && !line.startsWith("data:")) {
                line = lines.readLine();
            }
            long first = System.nanoTime() - start;
            if (response.statusCode() != 200 || line == null) {
                throw new IllegalStateException(request.uri() + " answered " + response.statusCode() + " " + line);
            }
            // To its end, so that the connection can be used again.
            while (lines.readLine() != null) {}
            return first;
        }
    }

    private static SSLContext trusting(Path authority) throws Exception {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        try (InputStream certificate = Files.newInputStream(authority)) {
            store.setCertificateEntry("ca", CertificateFactory.getInstance("X.509").generateCertificate(certificate));
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }
}

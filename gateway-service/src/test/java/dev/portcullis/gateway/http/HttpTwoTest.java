// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.contracts.Problems;
import dev.portcullis.testing.CertificateAuthority;
import io.netty.pkitesting.X509Bundle;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What holds over HTTP/1.1 holds over HTTP/2, which clients get where the edge speaks TLS.
class HttpTwoTest {
    @TempDir
    static Path directory;

    private static Plane plane;
    private static HttpClient two;
    private static HttpClient one;

    @BeforeAll
    static void start() throws Exception {
        CertificateAuthority authority = CertificateAuthority.create("test");
        X509Bundle server = authority.issueForLoopback();
        Path certificate = Files.writeString(directory.resolve("edge.crt"), server.getCertificatePathPEM());
        Path key = Files.writeString(directory.resolve("edge.key"), server.getPrivateKeyPEM());
        plane = new Plane(
                directory,
                Map.of(
                        "server.ssl.certificate", certificate.toString(),
                        "server.ssl.certificate-private-key", key.toString()));
        SSLContext trust = trusting(authority.certificatePem());
        two = client(trust, HttpClient.Version.HTTP_2);
        one = client(trust, HttpClient.Version.HTTP_1_1);
    }

    @AfterAll
    static void stop() {
        plane.close();
    }

    @BeforeEach
    void reset() {
        plane.reset();
    }

    @Test
    void isSpokenWithWhoeverAsksForItAndLeadsToTheSameRequest() throws Exception {
        for (HttpClient client : List.of(two, one)) {
            HttpResponse<String> response = send(
                    client,
                    request("/c/api/v1/items?id=%37")
                            .header("X-Forwarded-For", "10.0.0.1")
                            .header("Cookie", "a=b")
                            .POST(HttpRequest.BodyPublishers.ofString("{\"n\":1}")));

            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.version()).isEqualTo(client.version());
        }
        assertThat(plane.target.seen).hasSize(2).allSatisfy(seen -> {
            assertThat(seen.uri()).isEqualTo("/v1/items?id=%37");
            assertThat(seen.body()).isEqualTo("{\"n\":1}");
            assertThat(seen.headers().get("Authorization")).containsExactly("Bearer " + Plane.CANARY);
            assertThat(seen.headers().getFirst("Host")).isEqualTo("localhost:" + plane.target.port());
            assertThat(seen.headers().keySet()).doesNotContain("X-forwarded-for", "Cookie");
        });
    }

    @Test
    void refusesWhatItRefusesOverHttpOne() throws Exception {
        assertProblem(send(two, HttpRequest.newBuilder(uri("/c/api/x"))), 401, Problems.NOT_AUTHENTICATED);
        assertProblem(
                send(two, request("/c/api/x").POST(HttpRequest.BodyPublishers.ofString("x".repeat(10_001)))),
                413,
                Problems.INVALID);
        assertProblem(send(two, request("/c/nothing/x")), 404, Problems.NOT_FOUND);
        assertThat(send(two, request("/c/api/a%2fb")).statusCode()).isEqualTo(400);
        assertThat(plane.target.seen).isEmpty();
    }

    @Test
    void manyStreamsOfOneConnectionAreManyRequests() {
        String token = plane.token();
        List<CompletableFuture<HttpResponse<String>>> all = IntStream.range(0, 4)
                .mapToObj(n -> two.sendAsync(
                        HttpRequest.newBuilder(uri("/c/api/" + n))
                                .header("Authorization", "Bearer " + token)
                                .build(),
                        HttpResponse.BodyHandlers.ofString()))
                .toList();

        assertThat(all)
                .allSatisfy(answer -> assertThat(answer.join().statusCode()).isEqualTo(200));
        assertThat(plane.target.seen.stream().map(TestTarget.Seen::uri))
                .containsExactlyInAnyOrder("/0", "/1", "/2", "/3");
    }

    private static HttpClient client(SSLContext trust, HttpClient.Version version) {
        return HttpClient.newBuilder().sslContext(trust).version(version).build();
    }

    private static HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(uri(path)).header("Authorization", "Bearer " + plane.token());
    }

    private static URI uri(String path) {
        return URI.create(plane.uri(path).toString().replace("http://127.0.0.1", "https://localhost"));
    }

    private static HttpResponse<String> send(HttpClient client, HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static void assertProblem(HttpResponse<String> response, int status, String type) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.version()).isEqualTo(HttpClient.Version.HTTP_2);
        assertThat(response.body()).contains(type);
    }

    private static SSLContext trusting(String pem) throws Exception {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        store.setCertificateEntry(
                "ca",
                CertificateFactory.getInstance("X.509")
                        .generateCertificate(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII))));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }
}

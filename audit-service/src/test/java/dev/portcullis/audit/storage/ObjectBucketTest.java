// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.storage;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/// Many objects are asked for together, and no store is flooded.
class ObjectBucketTest {

    private static final int TOGETHER = 4;
    private static final int MOST = 8;

    private final CountDownLatch gathered = new CountDownLatch(TOGETHER);
    private final AtomicInteger running = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();

    @Test
    void fetchesSomeAtOnceAndNeverMoreThanAFew() throws IOException {
        HttpServer store = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        store.createContext("/", this::answer);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
                ObjectBucket bucket =
                        new ObjectBucket(client(store), "bucket", "log/", new ObjectTable(new JdbcTemplate()))) {
            store.setExecutor(threads);
            store.start();
            List<ObjectName> names = IntStream.range(0, 40)
                    .mapToObj(i -> new ObjectName("session/" + i))
                    .toList();
            Map<ObjectName, byte[]> found = bucket.getAll(names);
            assertThat(found.keySet()).containsExactlyInAnyOrderElementsOf(names);
            found.forEach((name, bytes) -> assertThat(bytes).asString().endsWith("/" + name.text()));
            assertThat(most.get()).isBetween(TOGETHER, MOST);
        } finally {
            store.stop(0);
        }
    }

    /// The first are answered only when so many have been asked for.
    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            most.accumulateAndGet(running.incrementAndGet(), Math::max);
            gathered.countDown();
            boolean together = gathered.await(1, TimeUnit.MINUTES);
            byte[] body = exchange.getRequestURI().getPath().getBytes(StandardCharsets.UTF_8);
            running.decrementAndGet();
            exchange.sendResponseHeaders(together ? 200 : 503, body.length);
            exchange.getResponseBody().write(body);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static S3Client client(HttpServer store) {
        return S3Client.builder()
                .region(Region.US_EAST_1)
                .endpointOverride(
                        URI.create("http://127.0.0.1:" + store.getAddress().getPort()))
                .forcePathStyle(true)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("id", "secret")))
                .httpClient(UrlConnectionHttpClient.create())
                .build();
    }
}

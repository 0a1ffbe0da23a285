// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.services;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.gateway.access.DependencyUnavailable;
import dev.portcullis.gateway.access.Refusal.Dependency;
import dev.portcullis.testing.FakeClock;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Collections;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class ServiceClientTest {
    private final FakeClock clock = FakeClock.create();
    private final StubServices services = new StubServices(clock);
    private final ServiceClient client = services.client(Dependency.POLICY);

    @AfterEach
    void close() {
        services.close();
    }

    @Test
    void showsItsOwnTokenAndKeepsItForTheNextCall() throws Exception {
        services.answer("GET /v1/a", 200, Map.of("x", 1));
        assertThat(client.get("/v1/a").as(JsonNode.class).path("x").asInt()).isEqualTo(1);
        assertThat(client.get("/v1/a").status()).isEqualTo(200);
        assertThat(services.tokens).hasValue(1);
        String pair = Base64.getEncoder().encodeToString("svc-gateway:s%26cret".getBytes(StandardCharsets.UTF_8));
        assertThat(services.asked).first().isEqualTo("token for Basic " + pair);
    }

    @Test
    void getsANewTokenBeforeTheOldOneExpires() throws Exception {
        services.answer("GET /v1/a", 200, Map.of());
        assertThat(client.get("/v1/a").status()).isEqualTo(200);
        clock.advance(Duration.ofSeconds(211));
        assertThat(client.get("/v1/a").status()).isEqualTo(200);
        for (int i = 0; i < 6_000 && services.tokens.get() < 2; i++) {
            Thread.sleep(10);
        }
        assertThat(services.tokens).hasValue(2);
    }

    @Test
    void getsANewTokenWhenTheOldOneIsRefusedOrOver() throws Exception {
        services.answer("GET /v1/a", 200, Map.of());
        assertThat(client.get("/v1/a").status()).isEqualTo(200);
        services.refuseTokensGiven();
        assertThat(client.get("/v1/a").status()).isEqualTo(200);
        clock.advance(Duration.ofSeconds(301));
        assertThat(client.get("/v1/a").status()).isEqualTo(200);
        assertThat(services.tokens).hasValue(3);
    }

    @Test
    void takesAnErrorOfTheServiceForNoAnswer() {
        for (int status : new int[] {500, 429, 302, 403}) {
            services.answer("GET /v1/a", status, Map.of());
            assertUnavailable("/v1/a", Dependency.POLICY);
        }
        for (String body : new String[] {"not json", "null"}) {
            services.answer("GET /v1/a", 200, body);
            assertUnavailable("/v1/a", Dependency.POLICY);
        }
    }

    @Test
    void saysWhoIsMissingWhenThereIsNoToken() {
        services.tokenStatus = 503;
        assertUnavailable("/v1/a", Dependency.IDENTITY);
    }

    @Test
    void givesUpOnAServiceThatIsNotThere() throws Exception {
        services.answer("GET /v1/a", 200, Map.of());
        assertThat(client.get("/v1/a").status()).isEqualTo(200);
        services.close();
        assertUnavailable("/v1/a", Dependency.POLICY);
    }

    @Test
    void asksOnceMoreWhenTheConnectionBreaks() throws Exception {
        services.answer("POST /v1/a", 200, Map.of("x", 1));
        services.breaking.set(1);
        assertThat(client.ask("/v1/a", Map.of()).as(JsonNode.class).path("x").asInt())
                .isEqualTo(1);
        services.asked.clear();
        services.breaking.set(2);
        assertThatThrownBy(() -> client.ask("/v1/a", Map.of())).isInstanceOf(DependencyUnavailable.class);
        assertThat(services.asked).containsExactly("POST /v1/a", "POST /v1/a");
    }

    @Test
    void tellsNothingTwiceAndAsksNobodyAgainWhoTakesTooLong() {
        services.answer("POST /v1/a", 200, Map.of());
        services.breaking.set(1);
        assertThatThrownBy(() -> client.post("/v1/a", Map.of())).isInstanceOf(DependencyUnavailable.class);
        ServiceClient impatient = services.client(Dependency.POLICY, Duration.ofSeconds(5));
        CountDownLatch gate = services.shut();
        assertThatThrownBy(() -> impatient.ask("/v1/a", Map.of())).isInstanceOf(DependencyUnavailable.class);
        services.waitNoMore();
        gate.countDown();
        services.answer("POST /v1/b", 500, Map.of());
        assertThatThrownBy(() -> client.ask("/v1/b", Map.of())).isInstanceOf(DependencyUnavailable.class);
        assertThat(services.asked.stream().filter(asked -> asked.startsWith("POST")))
                .containsExactly("POST /v1/a", "POST /v1/a", "POST /v1/b");
    }

    @Test
    void printsNoSecret() {
        assertThat(services.properties().toString()).doesNotContain("s&cret");
    }

    private void assertUnavailable(String path, Dependency dependency) {
        assertThatThrownBy(() -> client.get(path).as(Map.class))
                .isInstanceOfSatisfying(
                        DependencyUnavailable.class,
                        e -> assertThat(e.dependency()).isEqualTo(dependency));
    }

    /// 600 calls of four fifths of a second, a few dozen at once, take longer than the 6 s that one may take.
    @Test
    void manyCallsAtOnceWaitForTheirTurnInsteadOfTimingOut() throws Exception {
        services.answer("GET /v1/a", 200, Map.of());
        services.takes = Duration.ofMillis(800);
        ServiceClient brisk = services.client(Dependency.POLICY, Duration.ofSeconds(6));
        Callable<Integer> call = () -> brisk.get("/v1/a").status();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            assertThat(threads.invokeAll(Collections.nCopies(600, call)))
                    .allSatisfy(done -> assertThat(done.get()).isEqualTo(200));
        }
        assertThat(services.most.get()).isBetween(2, 64);
    }

    /// Without that, each 64 would wait for the 64 before them to time out.
    @Test
    void whoWaitsForAServiceThatAnswersNobodyIsRefusedWithThoseWhoAskedIt() throws Exception {
        services.answer("GET /v1/a", 200, Map.of());
        ServiceClient brisk = services.client(Dependency.POLICY, Duration.ofSeconds(8));
        assertThat(brisk.get("/v1/a").status()).isEqualTo(200);
        CountDownLatch gate = services.shut();
        Callable<String> call = () -> {
            assertThatThrownBy(() -> brisk.get("/v1/a")).isInstanceOf(DependencyUnavailable.class);
            return "refused";
        };
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            assertThat(threads.invokeAll(Collections.nCopies(600, call)))
                    .allSatisfy(done -> assertThat(done.get()).isEqualTo("refused"));
        } finally {
            gate.countDown();
        }
        assertThat(services.asked).filteredOn("GET /v1/a"::equals).hasSizeLessThan(1 + 3 * 64);
    }
}

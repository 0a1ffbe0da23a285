// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy.security;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.contracts.Problems;
import dev.portcullis.policy.RunningService;
import dev.portcullis.testing.OpenApiDocument;
import dev.portcullis.testing.Requests;
import dev.portcullis.testing.Samples;
import dev.portcullis.testing.TokenBuilder;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Every endpoint for every caller: who is not named beside an endpoint gets 403, whoever has no token 401.
class RoleMatrixIT {

    private static final Set<String> READERS =
            Set.of("policy-admin", "policy-admin-and-approver", "auditor", "operator");
    private static final Set<String> READERS_AND_GATEWAY =
            Set.of("policy-admin", "policy-admin-and-approver", "auditor", "operator", "svc-gateway");
    private static final Set<String> ADMIN = Set.of("policy-admin");

    private static final Map<String, Function<String, TokenBuilder>> CALLERS = Map.ofEntries(
            caller("agent", "agent"),
            caller("developer", "developer"),
            caller("approver", "approver"),
            caller("auditor", "auditor"),
            caller("operator", "operator"),
            caller("policy-admin", "policy-admin"),
            caller("policy-admin-and-approver", "policy-admin", "approver"),
            caller("nobody"),
            caller("svc-gateway", "service"),
            caller("svc-approval", "service"),
            caller("svc-audit", "service"),
            caller("impostor-of-a-service", "service"));

    private static final String NONE = "00000000-0000-0000-0000-000000000000";

    private static RunningService service;

    @BeforeAll
    static void start() {
        service = RunningService.start("portcullis.api-docs.enabled=true");
        String admin = service.admin().sign();
        service.put("/v1/connections/orders", admin, Samples.CONNECTION);
        service.put("/v1/policies/readers", admin, Samples.readers("readers"));
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    record Endpoint(String method, String path, String body, Set<String> open) {
        @Override
        public String toString() {
            return method + " " + path;
        }
    }

    static Stream<Endpoint> endpoints() {
        String decision = RunningService.JSON.writeValueAsString(Requests.sql(Requests.select(), "agents"));
        String simulation = "{\"connection\":\"orders\",\"identity\":{\"groups\":[\"agents\"]}}";
        return Stream.of(
                new Endpoint("POST", "/v1/decisions", decision, Set.of("svc-gateway")),
                new Endpoint("POST", "/v1/decisions:batch", "{\"requests\":[" + decision + "]}", Set.of("svc-gateway")),
                new Endpoint("POST", "/v1/budgets:reserve", "{}", Set.of("svc-gateway")),
                new Endpoint("POST", "/v1/budgets/" + NONE + "/settlement", "{\"tokens\":1}", Set.of("svc-gateway")),
                new Endpoint("GET", "/v1/budgets", null, READERS),
                new Endpoint("GET", "/v1/schemas/Policy", null, READERS),
                new Endpoint("GET", "/v1/proposals", null, READERS),
                new Endpoint("GET", "/v1/proposals/" + NONE, null, READERS),
                new Endpoint("POST", "/v1/proposals/" + NONE + "/approve", "{}", ADMIN),
                new Endpoint("POST", "/v1/proposals/" + NONE + "/reject", "{}", ADMIN),
                new Endpoint("POST", "/v1/policies/none/versions/1/restore", "{}", ADMIN),
                new Endpoint("GET", "/v1/policies", null, READERS),
                new Endpoint("GET", "/v1/policies/readers", null, READERS),
                new Endpoint("GET", "/v1/policies/readers/versions", null, READERS),
                new Endpoint("PUT", "/v1/policies/readers", Samples.readers("readers"), ADMIN),
                new Endpoint("DELETE", "/v1/policies/none", null, ADMIN),
                new Endpoint(
                        "POST",
                        "/v1/policies:validate",
                        Samples.readers("x"),
                        Set.of("policy-admin", "policy-admin-and-approver")),
                new Endpoint(
                        "POST", "/v1/simulations", simulation, Set.of("policy-admin", "policy-admin-and-approver")),
                new Endpoint("GET", "/v1/connections", null, READERS_AND_GATEWAY),
                new Endpoint("GET", "/v1/connections/orders", null, READERS_AND_GATEWAY),
                new Endpoint("PUT", "/v1/connections/orders", Samples.CONNECTION, ADMIN),
                new Endpoint("DELETE", "/v1/connections/none", null, ADMIN),
                new Endpoint("GET", "/v1/classifications?connection=orders", null, READERS_AND_GATEWAY),
                new Endpoint("PUT", "/v1/classifications?connection=orders", Samples.CLASSIFICATIONS, ADMIN),
                new Endpoint("GET", "/actuator/prometheus", null, Set.of("operator")),
                new Endpoint("GET", "/v1/unheard-of", null, Set.of()),
                new Endpoint("PATCH", "/v1/policies/readers", "{}", Set.of()));
    }

    static Stream<Arguments> everyCallerAtEveryEndpoint() {
        return endpoints()
                .flatMap(endpoint -> CALLERS.keySet().stream().sorted().map(caller -> Arguments.of(endpoint, caller)));
    }

    @ParameterizedTest(name = "{0} as {1}")
    @MethodSource("everyCallerAtEveryEndpoint")
    void anEndpointIsOpenToWhomItNamesAndNobodyElse(Endpoint endpoint, String caller) {
        String token = CALLERS.get(caller).apply(caller).sign();

        RunningService.Answer answer = send(endpoint, token, "If-Match", "*");

        if (isOpen(endpoint, caller)) {
            assertThat(answer.status()).isNotIn(401, 403);
        } else {
            assertThat(answer.status()).isEqualTo(403);
            assertThat(answer.json().path("type").asString()).isEqualTo(Problems.NOT_PERMITTED);
        }
    }

    @ParameterizedTest
    @MethodSource("endpoints")
    void nobodyGetsInWithoutAToken(Endpoint endpoint) {
        RunningService.Answer answer = send(endpoint, null);

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.header("WWW-Authenticate")).startsWith("Bearer");
        assertThat(answer.json().path("type").asString()).isEqualTo(Problems.NOT_AUTHENTICATED);
    }

    static Stream<Arguments> badTokens() {
        return Stream.of(
                Arguments.of(
                        "expired",
                        forged(t -> t.expiresIn(Duration.ofMinutes(-2)).sign())),
                Arguments.of(
                        "for another audience",
                        forged(t -> t.audience("elsewhere").sign())),
                Arguments.of("without audience", forged(t -> t.without("aud").sign())),
                Arguments.of(
                        "of another issuer",
                        forged(t -> t.claim("iss", "https://evil.example").sign())),
                Arguments.of("without expiry", forged(t -> t.without("exp").sign())),
                Arguments.of("without subject", forged(t -> t.without("sub").sign())),
                Arguments.of("an ID token", forged(t -> t.type("id+jwt").sign())),
                Arguments.of(
                        "bound to a key",
                        forged(t -> t.claim("cnf", Map.of("jkt", "x")).sign())),
                Arguments.of("signed with another key", forged(TokenBuilder::signWithOtherKey)),
                Arguments.of("unsigned", forged(TokenBuilder::unsigned)),
                Arguments.of("HS256 with the public key", forged(TokenBuilder::hs256WithPublicKey)),
                Arguments.of("garbage", (Function<RunningService, String>) _ -> "a.b.c"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badTokens")
    void aTokenThatIsNotSoundIsNoToken(String what, Function<RunningService, String> token) {
        assertThat(service.get("/v1/policies", token.apply(service)).status())
                .as(what)
                .isEqualTo(401);
        assertThat(service.get("/v1/policies", service.admin().sign()).status()).isEqualTo(200);
        assertThat(service.get("/v1/policies", service.admin().signEs256()).status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"act", "client_id"})
    void aGatewayTokenInSomebodyElsesHandIsRefused(String claim) {
        String decision = RunningService.JSON.writeValueAsString(Requests.sql(Requests.select(), "agents"));
        Object value = claim.equals("act") ? Map.of("sub", "report-bot") : "report-bot";

        assertThat(service.post(
                                "/v1/decisions",
                                service.gateway().claim(claim, value).sign(),
                                decision)
                        .status())
                .isEqualTo(403);
        assertThat(service.post("/v1/decisions", service.gateway().sign(), decision)
                        .status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/actuator/health", "/actuator/health/readiness"})
    void healthIsOpenAndSaysNoMore(String path) {
        RunningService.Answer answer = service.get(path, null);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().path("components").isMissingNode()).isTrue();
    }

    @Test
    void theApiIsDescribedForWhoHasAToken() {
        assertThat(service.get("/v3/api-docs", null).status()).isEqualTo(401);
        OpenApiDocument document = OpenApiDocument.of("policy");
        assertThat(document.canonical(
                        service.get("/v3/api-docs", service.admin().sign()).text()))
                .isEqualTo(document.committed());
    }

    private static boolean isOpen(Endpoint endpoint, String caller) {
        return endpoint.open().contains(caller);
    }

    private static RunningService.Answer send(Endpoint endpoint, String token, String... headers) {
        return service.send(endpoint.method(), endpoint.path(), token, endpoint.body(), headers);
    }

    private static Function<RunningService, String> forged(Function<TokenBuilder, String> sign) {
        return running -> sign.apply(running.admin());
    }

    private static Map.Entry<String, Function<String, TokenBuilder>> caller(String name, String... roles) {
        return Map.entry(name, subject -> service.issuer().token(subject).roles(roles));
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.testing.TokenBuilder;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Every endpoint with every role, and every kind of token that is none.
class AccessIT {

    private static final AuditServer SERVER = AuditServer.shared();
    private static final List<String> ROLES =
            List.of("agent", "developer", "approver", "policy-admin", "auditor", "operator", "service");
    private static final Chain SESSION = new Chain("access");
    private static final String EVENT_ID = Chain.newId();

    @BeforeAll
    static void oneSession() {
        try (Gateway gateway = new Gateway(SERVER.place.kafka())) {
            gateway.emit(
                    SESSION,
                    SESSION.started("agent", "orders"),
                    SESSION.event(EVENT_ID, "command.intent", "\"a\":1", ""));
            gateway.record(
                    SESSION.id, Chain.newId(), 1, "{\"t\":1,\"k\":\"COMMAND\",\"c\":\"c\",\"v\":[\"select 1\"]}\n");
        }
        Eventually.until(
                "the session is stored",
                () -> SERVER.get("/v1/log/proofs/" + EVENT_ID, "auditor").statusCode() == 200);
        Eventually.until(
                "the recording is stored",
                () -> SERVER.jdbc()
                                .queryForObject(
                                        "SELECT count(*) FROM recording_chunk WHERE session_id = ?",
                                        Integer.class,
                                        SESSION.id)
                        == 1);
    }

    static Stream<Arguments> endpoints() {
        return Stream.of(
                Arguments.of("GET", "/v1/sessions", 200, Set.of("auditor", "operator")),
                Arguments.of("GET", "/v1/sessions/" + SESSION.id, 200, Set.of("auditor", "operator")),
                Arguments.of("GET", "/v1/sessions/" + SESSION.id + "/events", 200, Set.of("auditor")),
                Arguments.of("GET", "/v1/sessions/" + SESSION.id + "/recording", 200, Set.of("auditor")),
                Arguments.of("GET", "/v1/events/" + EVENT_ID, 200, Set.of("auditor")),
                Arguments.of("DELETE", "/v1/sessions/" + SESSION.id, 202, Set.of("operator")),
                Arguments.of("GET", "/v1/log/checkpoint", 200, Set.of("auditor")),
                Arguments.of("GET", "/v1/log/entries?limit=1", 200, Set.of("auditor")),
                Arguments.of("GET", "/v1/log/proofs/" + EVENT_ID, 200, Set.of("auditor")),
                Arguments.of("GET", "/v1/log/vkey", 200, Set.of("auditor")),
                Arguments.of("GET", "/v1/log/keys", 200, Set.of("auditor")),
                Arguments.of("GET", "/v1/log/tile/0/000.p/1", 200, Set.of("auditor")),
                Arguments.of(
                        "GET",
                        "/v1/targets/logins?address=db:5432&since=2026-11-01T00:00:00Z&until=2026-11-02T00:00:00Z",
                        200,
                        Set.of("auditor")),
                Arguments.of("GET", "/v1/erasures", 200, Set.of("auditor")),
                Arguments.of("GET", "/v1/holds", 200, Set.of("auditor")),
                Arguments.of("POST", "/v1/holds", 400, Set.of("auditor")),
                Arguments.of("POST", "/v1/sessions/" + SESSION.id + "/erasure", 400, Set.of("auditor")),
                Arguments.of("POST", "/v1/erasures/none/agreement", 404, Set.of("auditor")),
                Arguments.of("DELETE", "/v1/holds/none?reason=x", 404, Set.of("auditor")),
                Arguments.of("DELETE", "/v1/erasures/none", 0, Set.of()),
                // Open, and then asks for a body.
                Arguments.of("POST", "/v1/evidence", 415, Set.of("auditor")),
                Arguments.of("GET", "/actuator/prometheus", 200, Set.of("operator")),
                Arguments.of("GET", "/v3/api-docs", 200, Set.copyOf(ROLES)),
                Arguments.of("POST", "/v1/sessions", 0, Set.of()),
                Arguments.of("DELETE", "/v1/log/entries", 0, Set.of()),
                Arguments.of("GET", "/v1/anything", 0, Set.of()),
                Arguments.of("GET", "/actuator/env", 0, Set.of()));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("endpoints")
    void opensToTheRolesItIsForAndToNoOther(String method, String path, int status, Set<String> allowed) {
        for (String role : ROLES) {
            HttpResponse<String> answer =
                    SERVER.send(method, path, AuditServer.token(role).sign());
            if (allowed.contains(role)) {
                assertThat(answer.statusCode())
                        .as("%s: %s", role, answer.body())
                        .isEqualTo(status);
            } else if (!path.startsWith("/actuator/env") || !role.equals("operator")) {
                assertThat(answer.statusCode()).as(role).isEqualTo(403);
                assertThat(answer.body()).contains("https://portcullis.dev/problems/not-permitted");
            }
        }
        HttpResponse<String> unnamed = SERVER.send(method, path, "");
        assertThat(unnamed.statusCode()).isEqualTo(401);
        assertThat(unnamed.headers().firstValue("WWW-Authenticate"))
                .hasValueSatisfying(value -> assertThat(value).startsWith("Bearer"));
        assertThat(unnamed.body()).contains("https://portcullis.dev/problems/not-authenticated");
    }

    static Stream<Arguments> forgeries() {
        return Stream.<Map.Entry<String, Function<TokenBuilder, String>>>of(
                        Map.entry("another key", TokenBuilder::signWithOtherKey),
                        Map.entry("no signature", TokenBuilder::unsigned),
                        Map.entry("HS256 with the public key", TokenBuilder::hs256WithPublicKey),
                        Map.entry(
                                "another audience",
                                token -> token.audience("other").sign()),
                        Map.entry(
                                "expired",
                                token -> token.expiresIn(Duration.ofMinutes(-2)).sign()),
                        Map.entry(
                                "without expiry", token -> token.without("exp").sign()),
                        Map.entry(
                                "another issuer",
                                token -> token.claim("iss", "http://evil").sign()),
                        Map.entry(
                                "without subject", token -> token.without("sub").sign()),
                        Map.entry(
                                "bound to a key",
                                token -> token.claim("cnf", Map.of("jkt", "x")).sign()),
                        Map.entry(
                                "of another type",
                                token -> token.type("logout+jwt").sign()))
                .map(forgery -> Arguments.of(forgery.getKey(), forgery.getValue()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("forgeries")
    void refusesATokenThatIsNotOne(String name, Function<TokenBuilder, String> forge) {
        assertThat(SERVER.send("GET", "/v1/log/vkey", forge.apply(AuditServer.token("auditor")))
                        .statusCode())
                .isEqualTo(401);
    }

    @Test
    void takesAnEs256TokenAsWell() {
        assertThat(SERVER.send(
                                "GET",
                                "/v1/log/vkey",
                                AuditServer.token("auditor").signEs256())
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void grantsNothingForARolesClaimOfAnotherShape() {
        String token = AuditServer.token("auditor").claim("roles", "auditor").sign();
        assertThat(SERVER.send("GET", "/v1/log/vkey", token).statusCode()).isEqualTo(403);
    }

    @Test
    void saysToAnybodyThatItIsHealthyButNotWhatItStandsOn() {
        HttpResponse<String> health = SERVER.send("GET", "/actuator/health", "");
        assertThat(health.statusCode()).isEqualTo(200);
        assertThat(health.body()).contains("UP").doesNotContain("kafka");
        assertThat(SERVER.get("/actuator/health", "operator").body()).contains("\"kafka\"", "\"db\"", "kafkaIngest");
    }

    @Test
    void showsItsMetricsToTheOperator() {
        assertThat(SERVER.get("/actuator/prometheus", "operator").body())
                .contains("portcullis_ingest_events_total", "portcullis_ingest_quarantined_total")
                .contains("portcullis_ingest_lag", "portcullis_log_size", "portcullis_checkpoint_age_seconds");
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.approval.testing.Client;
import dev.portcullis.approval.testing.Requests;
import dev.portcullis.approval.testing.RunningService;
import dev.portcullis.approval.testing.Tokens;
import dev.portcullis.contracts.approval.Approval;
import dev.portcullis.testing.OpenApiDocument;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

class AccessTest {

    private final RunningService service = RunningService.shared();
    private final Client client = service.client();

    @Test
    void onlyTheGatewayOpensInternalEndpoints() {
        Approval approval = client.file(Requests.held().build()).approval();
        List<String> internal = List.of(
                "/v1/approvals",
                "/v1/approvals:settled",
                "/v1/approvals:withdraw",
                "/v1/approvals/" + approval.id() + "/consume",
                "/v1/approvals/" + approval.id() + "/withdraw");
        List<String> others = List.of(
                Tokens.agent("agent-7"),
                Tokens.approver("dana", "dba"),
                Tokens.withRole("svc-gateway", "agent"),
                Tokens.withRole("svc-policy", "service"),
                Tokens.person("svc-gateway")
                        .clientId("elsewhere")
                        .roles("service")
                        .sign(),
                Tokens.person("svc-gateway")
                        .clientId("svc-gateway")
                        .roles("service")
                        .claim("act", Map.of("sub", "agent-7"))
                        .sign());

        for (String path : internal) {
            for (String token : others) {
                Client.Answer answer = client.post(path, token, "{}");
                assertThat(answer.status()).as(path).isEqualTo(403);
                assertThat(answer.json().path("type").asString())
                        .isEqualTo("https://portcullis.dev/problems/not-permitted");
            }
            assertThat(client.post(path, Tokens.gateway(), "{}").status())
                    .as(path)
                    .isNotIn(401, 403);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("worthless")
    void aTokenThatProvesNothingOpensNothing(String name, Function<String, String> token) {
        Client.Answer answer = client.get("/v1/approvals", token.apply("audrey"));

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.header("WWW-Authenticate")).startsWith("Bearer");
        assertThat(answer.json().path("type").asString())
                .isEqualTo("https://portcullis.dev/problems/not-authenticated");
    }

    static Stream<org.junit.jupiter.params.provider.Arguments> worthless() {
        return Stream.<Map.Entry<String, Function<String, String>>>of(
                        Map.entry(
                                "expired",
                                who -> auditor(who)
                                        .expiresIn(Duration.ofSeconds(-30))
                                        .sign()),
                        Map.entry(
                                "another audience",
                                who -> auditor(who).audience("elsewhere").sign()),
                        Map.entry("signed with another key", who -> auditor(who).signWithOtherKey()),
                        Map.entry("unsigned", who -> auditor(who).unsigned()),
                        Map.entry(
                                "HMAC with the public key", who -> auditor(who).hs256WithPublicKey()),
                        Map.entry(
                                "another issuer",
                                who -> auditor(who)
                                        .claim("iss", "https://elsewhere")
                                        .sign()),
                        Map.entry(
                                "without expiry",
                                who -> auditor(who).without("exp").sign()),
                        Map.entry(
                                "without subject",
                                who -> auditor(who).without("sub").sign()),
                        Map.entry(
                                "bound to a key",
                                who -> auditor(who)
                                        .claim("cnf", Map.of("jkt", "x"))
                                        .sign()),
                        Map.entry("garbage", who -> "garbage"))
                .map(entry -> org.junit.jupiter.params.provider.Arguments.of(entry.getKey(), entry.getValue()));
    }

    @Test
    void aGoodTokenOpensWhatABadOneDoesNot() {
        assertThat(client.get("/v1/approvals", auditor("audrey").sign()).status())
                .isEqualTo(200);
        assertThat(client.get("/v1/approvals", auditor("audrey").signEs256()).status())
                .isEqualTo(200);
    }

    @Test
    void withoutATokenOnlyHealthIsOpen() {
        assertThat(client.get("/actuator/health", null).status()).isEqualTo(200);
        for (String path : List.of(
                "/v1/approvals",
                "/v1/events",
                "/actuator/prometheus",
                "/actuator/env",
                "/v3/api-docs",
                "/",
                "/error")) {
            assertThat(client.get(path, null).status()).as(path).isEqualTo(401);
        }
    }

    @Test
    void metricsAreForOperators() {
        assertThat(client.get("/actuator/prometheus", Tokens.withRole("otto", "operator"))
                        .body())
                .contains("portcullis_outbox_backlog");
        assertThat(client.get("/actuator/prometheus", Tokens.agent("agent-7")).status())
                .isEqualTo(403);
    }

    @Test
    void eventsAreForApprovers() {
        for (String role : List.of("agent", "developer", "auditor", "operator", "policy-admin", "service")) {
            assertThat(client.get("/v1/events", Tokens.withRole("x", role)).status())
                    .isEqualTo(403);
        }
    }

    @Test
    void everyMappedPathIsClosedToATokenWithoutRoles() {
        RequestMappingHandlerMapping mapping =
                service.bean("requestMappingHandlerMapping", RequestMappingHandlerMapping.class);
        String nobody = Tokens.person("nobody").sign();
        mapping.getHandlerMethods().keySet().stream()
                .filter(info -> info.getPatternValues().stream().anyMatch(path -> path.startsWith("/v1/")))
                .forEach(info -> info.getPatternValues().forEach(pattern -> {
                    String path = pattern.replace("{id}", "00000000-0000-7000-8000-000000000000");
                    boolean get =
                            info.getMethodsCondition().getMethods().toString().contains("GET");
                    Client.Answer answer = get ? client.get(path, nobody) : client.post(path, nobody, "{}");
                    boolean sawNothing = answer.status() == 403
                            || answer.status() == 404
                            || answer.json().path("items").isEmpty();
                    assertThat(sawNothing).as(info.toString()).isTrue();
                }));
    }

    @Test
    void theApiDescribesItself() {
        Client.Answer answer = client.get("/v3/api-docs", Tokens.agent("agent-7"));

        OpenApiDocument document = OpenApiDocument.of("approval");
        assertThat(document.canonical(answer.json().toString())).isEqualTo(document.committed());
    }

    private static dev.portcullis.testing.TokenBuilder auditor(String who) {
        return Tokens.person(who).roles("auditor");
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy.policies;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.contracts.Problems;
import dev.portcullis.contracts.connection.Classification;
import dev.portcullis.contracts.connection.Connection;
import dev.portcullis.policy.RunningService;
import dev.portcullis.policy.RunningService.Answer;
import dev.portcullis.testing.Samples;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Documents over REST: kept as written, changed only by who has seen what is changed.
class PolicyEndpointIT {

    private static RunningService service;
    private static String admin;

    @BeforeAll
    static void start() {
        service = RunningService.start();
        admin = service.admin().sign();
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @Test
    void aPolicyIsKeptAsItsAuthorWroteIt() {
        String text = "# why\n" + Samples.readers("kept");

        Answer created = service.put("/v1/policies/kept", admin, text);
        Answer asYaml = service.get("/v1/policies/kept", admin, "Accept", "application/yaml");
        Answer asJson = service.get("/v1/policies/kept", admin);

        assertThat(created.status()).isEqualTo(201);
        assertThat(created.header("ETag")).isEqualTo("\"1\"");
        assertThat(created.json().path("rules").asInt()).isEqualTo(3);
        assertThat(asYaml.text()).isEqualTo(text);
        assertThat(asYaml.header("Content-Type")).startsWith("application/yaml");
        assertThat(asYaml.header("ETag")).isEqualTo("\"1\"");
        assertThat(asJson.json().path("source").asString()).isEqualTo(text);
        assertThat(asJson.json().path("changedBy").asString()).isEqualTo("paula");
    }

    @Test
    void aChangeNamesTheVersionItChanges() {
        service.put("/v1/policies/guarded", admin, Samples.readers("guarded"));

        Answer blind = service.put("/v1/policies/guarded", admin, Samples.readers("guarded"));
        Answer stale = service.put("/v1/policies/guarded", admin, Samples.readers("guarded"), "If-Match", "\"7\"");
        Answer garbled = service.put("/v1/policies/guarded", admin, Samples.readers("guarded"), "If-Match", "1");
        Answer again = service.put("/v1/policies/guarded", admin, Samples.readers("guarded"), "If-None-Match", "*");
        Answer removedBlind = service.delete("/v1/policies/guarded", admin);
        Answer right = service.put("/v1/policies/guarded", admin, Samples.readers("guarded"), "If-Match", "\"1\"");

        for (Answer refused : new Answer[] {blind, stale, garbled, again, removedBlind}) {
            assertThat(refused.status()).isEqualTo(412);
            assertThat(refused.json().path("type").asString()).isEqualTo(Problems.STALE);
        }
        assertThat(stale.json().path("detail").asString())
                .isEqualTo("You have seen version 7; it is in version 1 now. Read it again, then repeat the change.");
        assertThat(right.status()).isEqualTo(200);
        assertThat(right.header("ETag")).isEqualTo("\"2\"");
    }

    @Test
    void versionsGoOnOverARemoval() {
        service.put("/v1/policies/phoenix", admin, Samples.readers("phoenix"));
        assertThat(service.delete("/v1/policies/phoenix", admin, "If-Match", "\"1\"")
                        .status())
                .isEqualTo(204);
        assertThat(service.get("/v1/policies/phoenix", admin).status()).isEqualTo(404);
        assertThat(service.delete("/v1/policies/phoenix", admin, "If-Match", "*")
                        .status())
                .isEqualTo(404);

        Answer back = service.put("/v1/policies/phoenix", admin, Samples.readers("phoenix"), "If-None-Match", "*");
        Answer versions = service.get("/v1/policies/phoenix/versions", admin);

        assertThat(back.status()).isEqualTo(201);
        assertThat(back.header("ETag")).isEqualTo("\"3\"");
        assertThat(versions.json()).hasSize(3);
        assertThat(versions.json().path(1).path("removed").asBoolean()).isTrue();
        assertThat(service.get("/v1/policies/unheard-of/versions", admin).status())
                .isEqualTo(404);
    }

    @Test
    void aFaultyPolicyIsRefusedWithAllItsFaultsAndChangesNothing() {
        String faulty = Samples.policy("faulty", "{name: a, effect: allow, when: sql.readOnyl}", "{name: b, risk: 0}");

        Answer refused = service.put("/v1/policies/faulty", admin, faulty);
        Answer validated = service.post("/v1/policies:validate", admin, faulty);

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.json().path("type").asString()).isEqualTo(Problems.INVALID);
        assertThat(refused.json().path("errors")).hasSize(3);
        assertThat(refused.json().path("errors").path(0).path("path").asString())
                .isEqualTo("rules[0].when");
        assertThat(refused.json().path("errors").path(0).path("line").asInt()).isEqualTo(6);
        assertThat(validated.status()).isEqualTo(200);
        assertThat(validated.json().path("valid").asBoolean()).isFalse();
        assertThat(validated.json().path("errors")).isEqualTo(refused.json().path("errors"));
        assertThat(service.get("/v1/policies/faulty", admin).status()).isEqualTo(404);
    }

    @Test
    void validationWarnsToo() {
        Answer answer = service.post(
                "/v1/policies:validate", admin, Samples.policy("w", "{name: a, effect: allow, when: 'true'}"));

        assertThat(answer.json().path("valid").asBoolean()).isTrue();
        assertThat(answer.json().path("warnings")).hasSize(2);
        assertThat(answer.json().path("warnings").path(1).path("rule").asString())
                .isEqualTo("a");
    }

    @Test
    void aPolicyWhoseOwnTestsFailIsRefusedAndOneWhoseTestsPassIsNot() {
        String tests =
                "tests: {connection: {name: orders}, identities: {a: {groups: [agents]}}, cases: [{as: a, %s: [SELECT 1]}]}\n";

        Answer refused = service.put("/v1/policies/tested", admin, Samples.readers("tested") + tests.formatted("deny"));
        Answer accepted =
                service.put("/v1/policies/tested", admin, Samples.readers("tested") + tests.formatted("allow"));

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.json().path("errors").path(0).path("message").asString())
                .isEqualTo("as a, 'SELECT 1' is allowed, because of read (allow)");
        assertThat(accepted.status()).isEqualTo(201);
    }

    @Test
    void theSchemaOfEachKindIsServedAndOfNoOther() {
        assertThat(service.get("/v1/schemas/Policy", admin).json().path("$id").asString())
                .isEqualTo("https://portcullis.dev/schemas/v1/Policy");
        assertThat(service.get("/v1/schemas/Recipe", admin).status()).isEqualTo(404);
    }

    @Test
    void anEarlierVersionIsSaidAgainAsANewOne() {
        service.put("/v1/policies/restored", admin, Samples.readers("restored"));
        service.put(
                "/v1/policies/restored?reason=worse",
                admin,
                "# worse\n" + Samples.readers("restored"),
                "If-Match",
                "\"1\"");

        Answer blind = service.post("/v1/policies/restored/versions/1/restore", admin, "{}");
        Answer restored =
                service.post("/v1/policies/restored/versions/1/restore?reason=back", admin, "{}", "If-Match", "\"2\"");

        assertThat(blind.status()).isEqualTo(412);
        assertThat(restored.status()).isEqualTo(200);
        assertThat(service.get("/v1/policies/restored", admin, "Accept", "application/yaml")
                        .text())
                .isEqualTo(Samples.readers("restored"));
        assertThat(service.get("/v1/policies/restored/versions", admin)
                        .json()
                        .path(0)
                        .path("reason")
                        .asString())
                .isEqualTo("back");
    }

    @Test
    void theNameInTheDocumentIsTheNameInTheUrl() {
        Answer answer = service.put("/v1/policies/other", admin, Samples.readers("kept"));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().path("errors").path(0).path("message").asString())
                .isEqualTo("says 'kept' but the URL says 'other'");
    }

    @Test
    void jsonIsADocumentToo() {
        Answer answer = service.put("/v1/policies/json", admin, """
                {
                \t"apiVersion": "portcullis.dev/v1", "kind": "Policy", "metadata": {"name": "json"},
                \t"match": {"connections": ["*"]},
                \t"rules": [{"name": "r", "effect": "deny", "when": "sql.opaque"}]
                }
                """);

        assertThat(answer.status()).isEqualTo(201);
    }

    @Test
    void aListIsReadInPages() {
        for (String name : new String[] {"page-a", "page-b", "page-c"}) {
            service.put("/v1/policies/" + name, admin, Samples.readers(name));
        }

        Answer first = service.get("/v1/policies?after=page&limit=2", admin);
        Answer second =
                service.get("/v1/policies?after=" + first.json().path("next").asString() + "&limit=500", admin);

        assertThat(first.json().path("items")).hasSize(2);
        assertThat(first.json().path("next").asString()).isEqualTo("page-b");
        assertThat(second.json().path("items").path(0).path("name").asString()).isEqualTo("page-c");
        assertThat(second.json().path("next").isNull()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "'{\"connection\":\"orders\",\"identity\":{\"groups\":[\"agents\"]}}', ALLOW, connect",
        "'{\"connection\":\"orders\"}', , ",
        "'{}', , "
    })
    void aSimulationOfASessionExplainsEachRule(String body, String outcome, String rule) {
        service.put("/v1/connections/orders", admin, Samples.CONNECTION);
        service.put("/v1/policies/kept-too", admin, Samples.readers("kept-too"));

        Answer answer = service.post("/v1/simulations", admin, body);

        if (outcome == null) {
            assertThat(answer.status()).isEqualTo(400);
        } else {
            assertThat(answer.json().path("decision").path("outcome").asString())
                    .isEqualTo(outcome);
            assertThat(answer.json().path("rules").path(0).path("rule").asString())
                    .isEqualTo(rule);
        }
    }

    @Test
    void aSimulationTriesAPolicyNobodyHasApplied() {
        service.put("/v1/connections/orders", admin, Samples.CONNECTION);
        String candidate = RunningService.JSON.writeValueAsString(Samples.policy(
                "candidate",
                "{name: a, effect: deny, when: 'identity.claims.nope == \"x\"'}",
                "{name: b, on: session, effect: deny, when: 'identity.claims.nope == \"x\"', message: No.}"));

        Answer answer = service.post(
                "/v1/simulations",
                admin,
                "{\"connection\":\"orders\",\"identity\":{\"groups\":[\"agents\"]},\"policy\":" + candidate + "}");

        assertThat(answer.json().path("decision").path("outcome").asString()).isEqualTo("DENY");
        assertThat(answer.json().path("rules").toString())
                .contains("\"failed\":true", "\"policy\":\"candidate\"", "\"when\":\"identity.claims.nope");
        assertThat(service.get("/v1/policies/candidate", admin).status()).isEqualTo(404);
    }

    @Test
    void aConnectionIsReadAsTheGatewaysReadIt() {
        service.put("/v1/connections/orders", admin, Samples.CONNECTION);

        Answer one = service.get("/v1/connections/orders", service.gateway().sign());
        Answer none = service.get("/v1/connections/none", service.gateway().sign());
        Answer all = service.get("/v1/connections", service.gateway().sign());

        assertThat(one.as(Connection.class).credential().password()).isEqualTo("env:ORDERS_PASSWORD");
        assertThat(one.header("ETag")).isEqualTo("\"1\"");
        assertThat(none.status()).isEqualTo(404);
        assertThat(none.json().path("detail").asString()).isEqualTo("There is no connection named 'none'.");
        assertThat(all.json().path("items")).hasSize(1);
    }

    @Test
    void aPasswordIsNeitherTakenNorRepeated() {
        Answer answer = service.put(
                "/v1/connections/plain",
                admin,
                Samples.CONNECTION.replace("name: orders", "name: plain").replace("env:ORDERS_PASSWORD", "hunter2"));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text())
                .contains("secrets themselves are refused here")
                .doesNotContain("hunter2");
    }

    @Test
    void classificationsAreReplacedAsAWhole() {
        Answer before = service.get("/v1/classifications?connection=orders", admin);
        Answer put = service.put("/v1/classifications?connection=orders", admin, Samples.CLASSIFICATIONS);
        Answer after = service.get(
                "/v1/classifications?connection=orders", service.gateway().sign());
        Answer fewer = service.put(
                "/v1/classifications?connection=orders",
                admin,
                Samples.CLASSIFICATIONS.replace(", ssn: [pii.ssn, internal]", ""),
                "If-Match",
                after.header("ETag"));

        assertThat(before.json()).isEmpty();
        assertThat(before.header("ETag")).isEmpty();
        assertThat(put.status()).isEqualTo(201);
        assertThat(after.as(Classification[].class)).hasSize(3);
        assertThat(fewer.status()).isEqualTo(200);
        assertThat(service.get("/v1/classifications?connection=orders", admin).json())
                .hasSize(1);
    }

    @Test
    void whatSpringRefusesIsAProblemToo() {
        Answer missing = service.get("/v1/classifications", admin);

        assertThat(missing.status()).isEqualTo(400);
        assertThat(missing.json().path("type").asString()).isEqualTo(Problems.INVALID);
    }
}

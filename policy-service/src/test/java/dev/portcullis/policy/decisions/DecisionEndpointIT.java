// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy.decisions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.contracts.Problems;
import dev.portcullis.contracts.control.PolicyVersionHeader;
import dev.portcullis.contracts.decision.Decision;
import dev.portcullis.contracts.decision.Decision.Outcome;
import dev.portcullis.contracts.decision.Obligations;
import dev.portcullis.policy.RunningService;
import dev.portcullis.testing.Requests;
import dev.portcullis.testing.Samples;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DecisionEndpointIT {

    private static RunningService service;

    @BeforeAll
    static void startWithPolicies() {
        service = RunningService.start();
        String admin = service.admin().sign();
        assertThat(service.put("/v1/connections/orders", admin, Samples.CONNECTION)
                        .status())
                .isEqualTo(201);
        assertThat(service.put("/v1/policies/readers", admin, Samples.readers("readers"))
                        .status())
                .isEqualTo(201);
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @Test
    void allowsWhatAPolicyAllows() {
        Decision decision = decide(Requests.sql(Requests.select(), "agents")).as(Decision.class);

        assertThat(decision.outcome()).isEqualTo(Outcome.ALLOW);
        assertThat(decision.policyVersion()).isGreaterThanOrEqualTo(2);
        assertThat(decision.cache().reads()).contains("identity.groups", "sql.readOnly");
    }

    @Test
    void deniesWhatNoneAllows() {
        assertThat(decide(Requests.sql(Requests.select(), "strangers"))
                        .as(Decision.class)
                        .outcome())
                .isEqualTo(Outcome.DENY);
    }

    @Test
    void holdsAWrite() {
        Decision decision = decide(Requests.sql(Requests.facts(new Requests.Statement("UPDATE").writes()), "agents"))
                .as(Decision.class);

        assertThat(decision.outcome()).isEqualTo(Outcome.HOLD);
        assertThat(decision.approval()).isEqualTo(new Decision.ApprovalTerms("1 of dba", 900));
    }

    @Test
    void saysByWhichVersionItAnswersWhatItAnswers() {
        String gateway = service.gateway().sign();
        for (String path : new String[] {
            "/v1/connections/orders", "/v1/connections/none", "/v1/connections", "/v1/classifications?connection=orders"
        }) {
            long version =
                    decide(Requests.session("anybody")).as(Decision.class).policyVersion();
            assertThat(service.get(path, gateway).response().headers().firstValue(PolicyVersionHeader.NAME))
                    .as(path)
                    .contains(Long.toString(version));
        }
    }

    @Test
    void opensSessions() {
        assertThat(decide(Requests.session("anybody")).as(Decision.class).outcome())
                .isEqualTo(Outcome.ALLOW);
    }

    @Test
    void aChangeCountsFromTheNextDecisionOn() {
        String admin = service.admin().sign();
        assertThat(service.put(
                                "/v1/policies/stop",
                                admin,
                                Samples.policy("stop", "{name: stop, effect: deny, when: 'true'}"))
                        .status())
                .isEqualTo(201);

        Decision after = decide(Requests.sql(Requests.select(), "agents")).as(Decision.class);
        assertThat(service.delete("/v1/policies/stop", admin, "If-Match", "\"1\"")
                        .status())
                .isEqualTo(204);
        Decision again = decide(Requests.sql(Requests.select(), "agents")).as(Decision.class);

        assertThat(after.outcome()).isEqualTo(Outcome.DENY);
        assertThat(again.outcome()).isEqualTo(Outcome.ALLOW);
        assertThat(again.policyVersion()).isEqualTo(after.policyVersion() + 1);
    }

    @Test
    void saysNoWordOfObligationsThatThereAreNot() {
        String admin = service.admin().sign();
        RunningService.Answer without = decide(Requests.sql(Requests.select(), "agents"));
        assertThat(without.text())
                .contains("\"masks\":[]", "\"readOnly\":false")
                .doesNotContain("recordingLimit", "rowLimit");

        service.put(
                "/v1/policies/whole",
                admin,
                Samples.policy("whole", "{name: whole, effect: oblige, when: 'true', oblige: {recordingLimit: end}}"));
        RunningService.Answer with = decide(Requests.sql(Requests.select(), "agents"));
        service.delete("/v1/policies/whole", admin, "If-Match", "\"1\"");

        assertThat(with.text()).contains("\"recordingLimit\":\"END\"").doesNotContain("rowLimit");
        assertThat(with.as(Decision.class).obligations().recordingLimit()).isEqualTo(Obligations.RecordingLimit.END);
    }

    @Test
    void saysNoWordOfMasksThatTheyDoNotHave() {
        String admin = service.admin().sign();
        service.put(
                "/v1/policies/masked",
                admin,
                Samples.policy(
                        "masked",
                        "{name: masked, effect: mask, when: 'true', mask: [{classification: a, method: redact},"
                                + " {classification: b, method: bucket, width: 1000},"
                                + " {classification: c, method: date-truncate, unit: month}]}"));
        RunningService.Answer masked = decide(Requests.sql(Requests.select(), "agents"));
        service.delete("/v1/policies/masked", admin, "If-Match", "\"1\"");

        assertThat(masked.text())
                .contains(
                        "{\"classification\":\"a\",\"method\":\"redact\"}",
                        "{\"classification\":\"b\",\"method\":\"bucket\",\"width\":1000}",
                        "{\"classification\":\"c\",\"method\":\"date-truncate\",\"unit\":\"month\"}");
        assertThat(masked.as(Decision.class).obligations().masks())
                .contains(new Obligations.Mask("b", null, "bucket", null, null, 1000L));
    }

    @Test
    void aRequestThatLacksSomethingIsInvalidAndNotADecision() {
        for (String body : new String[] {
            "{}",
            "{\"connection\":\"orders\"}",
            "not json",
            RunningService.JSON.writeValueAsString(Requests.session("agents")).replace("SESSION_OPEN", "SQL"),
            RunningService.JSON.writeValueAsString(Requests.session("agents")).replace("SESSION_OPEN", "FLY"),
            RunningService.JSON
                    .writeValueAsString(Requests.sql(Requests.select(), "agents"))
                    .replace("\"writes\":false,", "")
        }) {
            RunningService.Answer answer =
                    service.post("/v1/decisions", service.gateway().sign(), body, "Content-Type", "application/json");

            assertThat(answer.status()).as(body).isEqualTo(400);
            assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
            assertThat(answer.json().path("type").asString()).isEqualTo(Problems.INVALID);
        }
    }

    @Test
    void aBatchIsAnsweredInOrderByOneVersion() {
        String read = RunningService.JSON.writeValueAsString(Requests.sql(Requests.select(), "agents"));
        String session = RunningService.JSON.writeValueAsString(Requests.session("anybody"));

        RunningService.Answer answer = batch("{\"requests\":[" + read + "," + session + "," + read + "]}");

        assertThat(answer.json().path("decisions")).hasSize(3);
        assertThat(answer.json().path("decisions").path(0))
                .isEqualTo(answer.json().path("decisions").path(2));
        assertThat(answer.json().path("decisions").path(0))
                .isEqualTo(decide(Requests.sql(Requests.select(), "agents")).json());
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"requests\":[]}", "{\"requests\":[null]}", "{\"requests\":[{}]}"})
    void aBatchThatMakesNoSenseIsRefusedAsAWhole(String body) {
        assertThat(batch(body).status()).isEqualTo(400);
    }

    private static RunningService.Answer batch(String body) {
        return service.post("/v1/decisions:batch", service.gateway().sign(), body);
    }

    private static RunningService.Answer decide(Object request) {
        return service.post("/v1/decisions", service.gateway().sign(), RunningService.JSON.writeValueAsString(request));
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy.changes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.contracts.Problems;
import dev.portcullis.policy.RunningService;
import dev.portcullis.policy.RunningService.Answer;
import dev.portcullis.testing.Samples;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class FourEyesIT {

    private static RunningService service;
    private static String paula;
    private static String quentin;

    @BeforeAll
    static void start() {
        service = RunningService.start("portcullis.policy.changes.four-eyes=true");
        paula = service.admin().sign();
        quentin = service.issuer()
                .token("quentin")
                .groups("platform")
                .roles("policy-admin")
                .sign();
        approve(service.put("/v1/connections/orders", paula, Samples.CONNECTION), quentin);
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @Test
    void aChangeIsNotInForceUntilSomebodyElseHasApprovedIt() {
        Answer proposed =
                service.put("/v1/policies/first?reason=ticket%2017,password%3Dcanary-79", paula, readers("first"));

        assertThat(proposed.status()).isEqualTo(202);
        assertThat(proposed.header("Location")).isEqualTo("/v1/proposals/" + id(proposed));
        assertThat(service.get("/v1/policies/first", paula).status()).isEqualTo(404);
        assertThat(service.get("/v1/proposals", paula).text()).contains(id(proposed));

        Answer byAuthor = approve(proposed, paula);
        assertThat(byAuthor.status()).isEqualTo(403);
        assertThat(byAuthor.json().path("type").asString()).isEqualTo(Problems.NOT_PERMITTED);
        assertThat(service.get("/v1/policies/first", paula).status()).isEqualTo(404);

        assertThat(approve(proposed, quentin).json().path("state").asString()).isEqualTo("APPLIED");
        var version = service.get("/v1/policies/first/versions", paula).json().path(0);
        assertThat(version.path("changedBy").asString()).isEqualTo("paula");
        assertThat(version.path("approvedBy").asString()).isEqualTo("quentin");
        assertThat(version.path("reason").asString())
                .startsWith("ticket 17,password=")
                .doesNotContain("canary");
        assertThat(approve(proposed, quentin).status()).as("twice").isEqualTo(409);
    }

    @Test
    void nobodyApprovesWhatMayWidenTheirOwnRights() {
        String agentToo = service.issuer()
                .token("rita")
                .groups("agents")
                .roles("policy-admin")
                .sign();
        String text = Samples.policy(
                "wider",
                "{name: connect, on: session, effect: allow, when: '\"agents\" in identity.groups'}",
                "{name: all, effect: allow, when: '\"agents\" in identity.groups'}");
        Answer proposed = service.put("/v1/policies/wider", paula, text);

        Answer refused = approve(proposed, agentToo);
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.json().path("detail").asString()).contains("your own rights", "allow rule all");
        assertThat(approve(proposed, quentin).status()).isEqualTo(200);

        String narrower = text.replace(
                "all, effect: allow, when: '\"agents\" in identity.groups'",
                "all, effect: allow, when: '\"agents\" in identity.groups && sql.readOnly'");
        Answer less = service.put("/v1/policies/wider", paula, narrower, "If-Match", "\"1\"");
        assertThat(narrower).isNotEqualTo(text);
        assertThat(approve(less, agentToo).status()).as("what takes away").isEqualTo(200);
    }

    @Test
    void aProposalMadeForAnotherVersionIsNotApplied() {
        approve(service.put("/v1/policies/raced", paula, readers("raced")), quentin);
        Answer one = service.put("/v1/policies/raced", paula, readers("raced"), "If-Match", "\"1\"");
        Answer other = service.put("/v1/policies/raced", paula, readers("raced"), "If-Match", "\"1\"");

        assertThat(approve(one, quentin).status()).isEqualTo(200);
        assertThat(approve(other, quentin).status()).isEqualTo(412);
        assertThat(service.put("/v1/policies/raced", paula, readers("raced"), "If-Match", "\"1\"")
                        .status())
                .isEqualTo(412);
    }

    @Test
    void whatIsRejectedIsNeverApplied() {
        Answer proposed = service.put("/v1/policies/rejected", paula, readers("rejected"));

        assertThat(service.post("/v1/proposals/" + id(proposed) + "/reject", quentin, "{}")
                        .status())
                .isEqualTo(200);
        assertThat(approve(proposed, quentin).status()).isEqualTo(409);
        assertThat(service.get("/v1/policies/rejected", paula).status()).isEqualTo(404);
    }

    @Test
    void removingAndRestoringTakeTwoPeopleToo() {
        approve(service.put("/v1/policies/back", paula, readers("back")), quentin);
        Answer removal = service.delete("/v1/policies/back", paula, "If-Match", "\"1\"");
        assertThat(removal.status()).isEqualTo(202);
        assertThat(service.get("/v1/policies/back", paula).status()).isEqualTo(200);
        assertThat(approve(removal, quentin).status()).isEqualTo(200);
        assertThat(service.get("/v1/policies/back", paula).status()).isEqualTo(404);

        Answer restore = service.post("/v1/policies/back/versions/1/restore", paula, "{}");
        assertThat(restore.status()).isEqualTo(202);
        assertThat(approve(restore, quentin).status()).isEqualTo(200);
        assertThat(service.get("/v1/policies/back", paula).header("ETag")).isEqualTo("\"3\"");
        assertThat(service.post("/v1/policies/back/versions/2/restore", paula, "{}", "If-Match", "\"3\"")
                        .status())
                .as("a removal says nothing that could be said again")
                .isEqualTo(404);
    }

    /// Gives nothing to those who approve it here.
    private static String readers(String name) {
        return Samples.policy(
                name,
                "{name: connect, on: session, effect: allow, when: '\"agents\" in identity.groups'}",
                "{name: read, effect: allow, when: '\"agents\" in identity.groups && sql.readOnly'}");
    }

    private static Answer approve(Answer proposed, String token) {
        return service.post("/v1/proposals/" + id(proposed) + "/approve", token, "{}");
    }

    private static String id(Answer proposed) {
        return proposed.json().path("id").asString();
    }
}

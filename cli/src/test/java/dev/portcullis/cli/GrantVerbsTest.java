// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.contracts.approval.VoteRequest;
import dev.portcullis.contracts.grant.AccessGrant;
import dev.portcullis.contracts.grant.GrantRequest;
import dev.portcullis.contracts.grant.GrantState;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

class GrantVerbsTest {

    private static final String GRANTS = "/api/approvals/v1/grants";
    private static final String ONE = GRANTS + "/g1";
    private static final String APPROVAL = """
            {"id":"a1","commandId":"c","state":"PENDING","digest":"d1","connection":"orders","sessionId":"g1",
             "requester":"devi","requesterGroups":[],"actors":[],"text":"Reach orders for 30m: look\\u001b[2J",
             "parameters":[],"facts":null,"reasons":[],"quorum":"1 of dba","votes":[],
             "createdAt":"2026-11-21T12:00:00Z","expiresAt":"2026-11-21T13:00:00Z","decidedAt":null,"version":1,
             "kind":"GRANT","policyVersion":0}""";

    private FakeEdge edge;

    @BeforeEach
    void start(@TempDir Path home) throws Exception {
        edge = new FakeEdge(home);
    }

    @AfterEach
    void stop() {
        edge.close();
    }

    @Test
    void asksInTheNameOfWhomItIsTold() {
        edge.reply("POST " + GRANTS, 201, json(grant(GrantState.REQUESTED, "a1")));

        FakeEdge.Outcome outcome = edge.run(
                "grant", "ask", "orders", "--for", "2h", "--purpose", "look", "--ticket", "T-1", "--as", "agent");

        assertThat(outcome.status()).isZero();
        assertThat(outcome.out()).contains("g1", "1 of dba");
        assertThat(edge.asked().getLast().token()).isEqualTo("token of agent");
        assertThat(JsonMapper.shared().readValue(edge.asked().getLast().body(), GrantRequest.class))
                .isEqualTo(new GrantRequest("orders", "look", 7200, "T-1", false, null));
    }

    @Test
    void asksForNoTimeThatIsNone() {
        assertThat(edge.run("grant", "ask", "orders", "--for", "soon", "--purpose", "look")
                        .status())
                .isEqualTo(1);
        assertThat(edge.run("grant", "ask", "orders").status()).as("no purpose").isEqualTo(2);
        assertThat(edge.asked()).isEmpty();
    }

    @Test
    void votesOnWhatItShowed() {
        edge.reply("GET " + ONE, 200, json(grant(GrantState.ACTIVE, "a1")))
                .reply("GET /api/approvals/v1/approvals/a1", 200, APPROVAL)
                .reply("POST " + ONE + "/votes", 200, APPROVAL);

        FakeEdge.Outcome outcome = edge.run("grant", "approve", "g1", "--reason", "fine");

        assertThat(outcome.out()).contains("Reach orders for 30m: look\\x1b[2J", "opens orders until");
        assertThat(edge.asked())
                .filteredOn(asked -> asked.line().startsWith("POST"))
                .singleElement()
                .satisfies(vote -> assertThat(JsonMapper.shared().readValue(vote.body(), VoteRequest.class))
                        .isEqualTo(new VoteRequest(true, "fine", "d1")));
    }

    @Test
    void nobodyIsAskedAboutAnEmergency() {
        edge.reply("GET " + ONE, 200, json(grant(GrantState.ACTIVE, "")));

        assertThat(edge.run("grant", "approve", "g1").err()).contains("it is reviewed");
    }

    @Test
    void endsAndReviews() {
        edge.reply("DELETE " + ONE + "?reason=not+needed", 200, json(grant(GrantState.ENDED, "a1")))
                .reply("POST " + ONE + "/review", 200, json(grant(GrantState.ENDED, "")));

        assertThat(edge.run("grant", "end", "g1", "--reason", "not needed").out())
                .contains("has ended");
        assertThat(edge.run("grant", "review", "g1", "--note", "fine").out()).contains("closed");
        assertThat(edge.run("grant", "end", "../policies").status()).isEqualTo(1);
    }

    @Test
    void listsThoseWhoseReviewIsOverdue() {
        edge.reply("GET " + GRANTS + "?limit=200&review=overdue", 200, page(grant(GrantState.ENDED, "")));

        assertThat(edge.run("grants", "--review", "overdue").out()).contains("g1", "ENDED (emergency)", "due ");
        edge.reply("GET " + GRANTS + "?limit=200", 200, "{\"items\":[],\"next\":null}");
        assertThat(edge.run("grants").out()).contains("no such grants");
    }

    private static String page(AccessGrant grant) {
        return "{\"items\":[" + json(grant) + "],\"next\":null}";
    }

    private static String json(AccessGrant grant) {
        return JsonMapper.shared().writeValueAsString(grant);
    }

    private static AccessGrant grant(GrantState state, String approvalId) {
        boolean emergency = approvalId.isEmpty();
        return new AccessGrant(
                "g1",
                state,
                "devi",
                "i",
                List.of(),
                "",
                "orders",
                "look",
                "",
                1800,
                emergency,
                "1 of dba",
                approvalId,
                Instant.EPOCH,
                Instant.EPOCH,
                Instant.EPOCH.plusSeconds(1800),
                "",
                "",
                emergency ? new AccessGrant.Review(Instant.EPOCH.plusSeconds(90_000), null, "", "") : null,
                2);
    }
}

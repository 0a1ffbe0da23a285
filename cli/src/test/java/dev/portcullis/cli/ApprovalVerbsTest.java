// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.contracts.approval.Approval;
import dev.portcullis.contracts.approval.ApprovalState;
import dev.portcullis.contracts.approval.VoteRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

class ApprovalVerbsTest {

    private static final String ID = "0190a1b2-0000-7000-8000-000000000001";
    private static final String ONE = "/api/approvals/v1/approvals/" + ID;

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
    void listsWhatWaits() {
        edge.reply(
                "GET /api/approvals/v1/approvals?limit=200&state=PENDING", 200, page(approval(ApprovalState.PENDING)));

        FakeEdge.Outcome outcome = edge.run("approvals");

        assertThat(outcome.status()).isZero();
        assertThat(outcome.out()).contains(ID, "agent", "orders", "1 of dba", "UPDATE customers\\nSET name = $1");
    }

    @Test
    void showsOneWholeWithWhatIsKnownOfItAndDecidesNothing() throws Exception {
        String sample =
                Files.readString(Path.of("..", "contracts", "src", "test", "resources", "samples", "Approval.json"));
        edge.reply("GET " + ONE, 200, sample.replace("\"risk\" : null", "\"risk\" : 40"));

        FakeEdge.Outcome outcome = edge.run("approvals", ID);

        assertThat(outcome.status()).isZero();
        assertThat(outcome.out().lines())
                .containsExactly(
                        "agent asks on orders:",
                        "  UPDATE customers SET email = lower($1) WHERE id = $2",
                        "  $1 = 'A@example.com'",
                        "  $2 = NULL",
                        "statement: UPDATE",
                        "touches: WRITE public.customers",
                        "classified: pii.email",
                        "risk 40",
                        "hold by orders/writes-need-a-dba: A DBA looks at writes.",
                        "APPROVED, needs 1 of dba until 2026-11-21T12:15:00Z",
                        "yes by approver: ticket 17",
                        "digest 3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855e");
        assertThat(edge.asked()).hasSize(1);
    }

    @Test
    void showsAPreviewWithoutBelievingIt() throws Exception {
        String sample =
                Files.readString(Path.of("..", "contracts", "src", "test", "resources", "samples", "Approval.json"));
        edge.reply("GET " + ONE, 200, sample);
        edge.reply("POST " + ONE + "/preview", 200, """
                {"rows": {"count": 2, "exact": false, "why": ["A trigger may change more rows, or fewer."]},
                 "sample": {"columns": ["id", "email"], "rows": [["1", "a***\\u001b[2J"], ["2", null]]},
                 "plan": {"steps": [{"Plan": {"Node Type": "ModifyTable", "Operation": "Update", "Plan Rows": 0,
                    "Relation Name": "customers", "Total Cost": 8.5, "Plans": [{"Node Type": "Seq Scan",
                    "Relation Name": "customers", "Plan Rows": 2, "Total Cost": 8.5}]}}], "why": ""},
                 "note": "This is how it looks now."}""");

        FakeEdge.Outcome outcome = edge.run("approvals", ID, "--preview");

        assertThat(outcome.status()).isZero();
        assertThat(outcome.out())
                .contains(
                        "rows: about 2",
                        "  A trigger may change more rows, or fewer.",
                        "a***\\x1b[2J",
                        "NULL",
                        "  Update on customers rows=0 cost=8.5",
                        "    Seq Scan on customers rows=2 cost=8.5",
                        "This is how it looks now.")
                .doesNotContain("\u001b");
    }

    @Test
    void saysWhyThereIsNoPreview() throws Exception {
        String sample =
                Files.readString(Path.of("..", "contracts", "src", "test", "resources", "samples", "Approval.json"));
        edge.reply("GET " + ONE, 200, sample);
        edge.reply("POST " + ONE + "/preview", 409, "{\"detail\": \"Nobody is asked about it any more.\"}");

        FakeEdge.Outcome outcome = edge.run("approvals", ID, "--preview");

        assertThat(outcome.status()).isEqualTo(1);
        assertThat(outcome.err()).contains("Nobody is asked about it any more.");
    }

    @Test
    void saysWhatAReaderMustNotOverlook() throws Exception {
        String sample =
                Files.readString(Path.of("..", "contracts", "src", "test", "resources", "samples", "Approval.json"));
        edge.reply(
                "GET " + ONE,
                200,
                sample.replace("\"hasWhere\" : true", "\"hasWhere\" : false")
                        .replace("\"opaque\" : false", "\"opaque\" : true")
                        .replace("\"sideEffects\" : false", "\"sideEffects\" : true")
                        .replace("\"actors\" : [ ]", "\"actors\" : [ \"bot\\u001b[2J\" ]"));

        assertThat(edge.run("approvals", ID).out())
                .contains(
                        "agent through bot\\x1b[2J asks on orders:",
                        "not surely without side effects: pg_catalog.lower",
                        "note: nobody knows all that it does, no WHERE");
    }

    @Test
    void saysSoWhenNothingWaits() {
        edge.reply("GET /api/approvals/v1/approvals?limit=200&state=REJECTED", 200, "{\"items\":[]}");

        assertThat(edge.run("approvals", "--state", "REJECTED").out()).contains("No command is REJECTED");
    }

    @Test
    void approvesExactlyWhatItShowed() {
        edge.reply("GET " + ONE, 200, json(approval(ApprovalState.PENDING)))
                .reply("POST " + ONE + "/votes", 200, json(approval(ApprovalState.APPROVED)));

        FakeEdge.Outcome outcome = edge.run("approve", ID, "--reason", "checked");

        assertThat(outcome.status()).isZero();
        assertThat(outcome.out()).contains("UPDATE customers", "$1 = 'x\\x1b[2J'", "$2 = NULL", "Approved.");
        FakeEdge.Asked vote = edge.asked().getLast();
        assertThat(vote.token()).isEqualTo("token of approver");
        assertThat(JsonMapper.shared().readValue(vote.body(), VoteRequest.class))
                .isEqualTo(new VoteRequest(true, "checked", "d1"));
    }

    @Test
    void rejectsInTheNameOfWhomItIsTold() {
        edge.reply("GET " + ONE, 200, json(approval(ApprovalState.PENDING)))
                .reply("POST " + ONE + "/votes", 200, json(approval(ApprovalState.REJECTED)));

        assertThat(edge.run("reject", ID, "--as", "approver2").out()).contains("Rejected.");
        assertThat(edge.asked().getLast().token()).isEqualTo("token of approver2");
        assertThat(edge.asked().getLast().body()).contains("\"approve\":false");
    }

    @Test
    void tellsWhenMoreThanOneIsNeeded() {
        edge.reply("GET " + ONE, 200, json(approval(ApprovalState.PENDING)))
                .reply("POST " + ONE + "/votes", 200, json(approval(ApprovalState.PENDING)));

        assertThat(edge.run("approve", ID).out()).contains("is not reached yet");
    }

    @Test
    void passesARefusalOnInOneLine() {
        edge.reply("GET " + ONE, 200, json(approval(ApprovalState.PENDING)))
                .reply(
                        "POST " + ONE + "/votes",
                        409,
                        "{\"title\":\"Conflict\",\"status\":409,\"detail\":\"It was decided before.\"}");

        FakeEdge.Outcome outcome = edge.run("approve", ID);

        assertThat(outcome.status()).isEqualTo(1);
        assertThat(outcome.err()).isEqualTo("It was decided before. (HTTP 409)" + System.lineSeparator());
    }

    @Test
    void sendsNoIdThatIsNone() {
        assertThat(edge.run("approve", "../policies").status()).isEqualTo(1);
        assertThat(edge.run("approvals", "../policies").status()).isEqualTo(1);
        assertThat(edge.asked()).isEmpty();
    }

    @Test
    void answersWrongUseWithTwo() {
        assertThat(edge.run("approve").status()).isEqualTo(2);
        assertThat(edge.run("approvals", "--state", "MAYBE").status()).isEqualTo(2);
        assertThat(edge.run("no-such-verb").status()).isEqualTo(2);
    }

    private static String page(Approval approval) {
        return "{\"items\":[" + json(approval) + "],\"nextCursor\":null}";
    }

    private static String json(Approval approval) {
        return JsonMapper.shared().writeValueAsString(approval);
    }

    private static Approval approval(ApprovalState state) {
        return new Approval(
                ID,
                "c1",
                state,
                "d1",
                "orders",
                "s1",
                "agent",
                List.of("agents"),
                List.of(),
                "UPDATE customers\nSET name = $1",
                Arrays.asList("x\u001b[2J", null),
                null,
                List.of(),
                "1 of dba",
                List.of(),
                Instant.EPOCH,
                Instant.EPOCH.plusSeconds(900),
                null,
                1);
    }
}

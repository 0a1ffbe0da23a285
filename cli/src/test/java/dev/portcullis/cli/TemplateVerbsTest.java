// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.contracts.approval.VoteRequest;
import dev.portcullis.contracts.template.CommandTemplate;
import dev.portcullis.contracts.template.TemplateBound;
import dev.portcullis.contracts.template.TemplateProposal;
import dev.portcullis.contracts.template.TemplateState;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

class TemplateVerbsTest {

    private static final String TEMPLATES = "/api/approvals/v1/templates";
    private static final String ONE = TEMPLATES + "/t1";
    private static final String APPROVAL = """
            {"id":"a1","commandId":"c","state":"PENDING","digest":"d1","connection":"orders","sessionId":"t1",
             "requester":"devi","requesterGroups":[],"actors":[],"text":"Agree in advance\\u001b[2J",
             "parameters":[],"facts":null,"reasons":[],"quorum":"1 of dba","votes":[],
             "createdAt":"2026-11-21T12:00:00Z","expiresAt":"2026-11-21T13:00:00Z","decidedAt":null,"version":1,
             "kind":"TEMPLATE","policyVersion":0,"template":null}""";

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
    void proposesWithBounds() {
        edge.reply("POST " + TEMPLATES, 201, json(TemplateState.PROPOSED));

        FakeEdge.Outcome outcome = edge.run(
                "template",
                "propose",
                "a0",
                "--bound",
                "{1}=paid|sent",
                "--bound",
                "{2}=1..1000",
                "--bound",
                "$1=~20:[A-Z]+",
                "--for",
                "2h",
                "--uses",
                "5",
                "--reason",
                "T-17");

        assertThat(outcome.status()).as(outcome.err()).isZero();
        assertThat(outcome.out()).contains("t1", "1 of dba");
        assertThat(JsonMapper.shared().readValue(edge.asked().getLast().body(), TemplateProposal.class))
                .isEqualTo(new TemplateProposal(
                        "a0",
                        List.of(
                                TemplateBound.oneOf("{1}", List.of("paid", "sent")),
                                TemplateBound.whole("{2}", 1, 1000),
                                TemplateBound.text("$1", "[A-Z]+", 20)),
                        null,
                        7200,
                        5L,
                        "T-17"));
    }

    @Test
    void proposesNothingThatIsNone() {
        assertThat(edge.run("template", "propose", "a0", "--bound", "status=paid", "--reason", "x")
                        .status())
                .isEqualTo(1);
        assertThat(edge.run("template", "propose", "a0").status())
                .as("no reason")
                .isEqualTo(2);
        assertThat(edge.run("template", "revoke", "../policies").status()).isEqualTo(1);
        assertThat(edge.asked()).isEmpty();
    }

    @Test
    void votesOnWhatItShowed() {
        edge.reply("GET " + ONE, 200, json(TemplateState.ACTIVE))
                .reply("GET /api/approvals/v1/approvals/a1", 200, APPROVAL)
                .reply("POST " + ONE + "/votes", 200, APPROVAL);

        FakeEdge.Outcome outcome = edge.run("template", "approve", "t1", "--reason", "fine");

        assertThat(outcome.out()).contains("Agree in advance\\x1b[2J", "holds on orders until", "used 2 of 9 times");
        assertThat(edge.asked())
                .filteredOn(asked -> asked.line().startsWith("POST"))
                .singleElement()
                .satisfies(vote -> assertThat(JsonMapper.shared().readValue(vote.body(), VoteRequest.class))
                        .isEqualTo(new VoteRequest(true, "fine", "d1")));
    }

    @Test
    void listsShowsAndRevokes() {
        edge.reply(
                        "GET " + TEMPLATES + "?limit=200",
                        200,
                        "{\"items\":[" + json(TemplateState.ACTIVE) + "],\"next\":null}")
                .reply("GET " + ONE, 200, json(TemplateState.ACTIVE))
                .reply("DELETE " + ONE + "?reason=not+needed", 200, json(TemplateState.ENDED));

        assertThat(edge.run("template", "list").out()).contains("t1", "ACTIVE", "2/9");
        assertThat(edge.run("template", "show", "t1").out()).contains("WHERE id = {1}", "a whole number from 1 to 9");
        assertThat(edge.run("template", "revoke", "t1", "--reason", "not needed")
                        .out())
                .contains("has ended");
    }

    private static String json(TemplateState state) {
        return JsonMapper.shared()
                .writeValueAsString(new CommandTemplate(
                        "t1",
                        state,
                        "orders",
                        "devi",
                        "devi",
                        "i",
                        List.of(),
                        "",
                        "UPDATE orders SET a = 1 WHERE id = {1}",
                        "f",
                        List.of(new CommandTemplate.Place("{1}", "INTEGER", "5", "a whole number from 1 to 9")),
                        "1 of dba",
                        List.of("orders@3/writes"),
                        "1 of dba",
                        "a1",
                        "T-17",
                        600,
                        9,
                        2,
                        Instant.EPOCH,
                        Instant.EPOCH,
                        Instant.EPOCH.plusSeconds(600),
                        "",
                        "",
                        2));
    }
}

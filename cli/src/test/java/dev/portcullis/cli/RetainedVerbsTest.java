// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.contracts.audit.Erasure;
import dev.portcullis.contracts.audit.LegalHold;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

class RetainedVerbsTest {

    private static final String AUDIT = "/api/audit/v1/";
    private static final String ASKED = """
            {"id":"e1","sessionId":"s1","reason":"request\\u001b[2J 7","askedBy":"auditor","askedAt":"2026-11-21T12:00:00Z"%s}""";
    private static final String HOLD = """
            {"id":"h1","scope":"IDENTITY","value":"agent","reason":"case 12","setBy":"auditor","setAt":"2026-11-21T12:00:00Z"}""";

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
    void asksForAnErasureAndSaysThatAnotherHasToAgree() {
        edge.reply("POST " + AUDIT + "sessions/s1/erasure", 202, ASKED.formatted(""));
        FakeEdge.Outcome outcome = edge.run("recording", "erase", "s1", "--reason", "request 7");
        assertThat(outcome.status()).isZero();
        assertThat(outcome.out()).contains("recording agree e1");
        assertThat(edge.asked().getLast().token()).isEqualTo("token of auditor");
        assertThat(JsonMapper.shared().readValue(edge.asked().getLast().body(), Erasure.Request.class))
                .isEqualTo(new Erasure.Request("request 7"));
    }

    @Test
    void asksNothingWithoutAReasonAndAgreesInNobodysNameUnasked() {
        assertThat(edge.run("recording", "erase", "s1").status()).isEqualTo(2);
        assertThat(edge.run("recording", "agree", "e1").status()).isEqualTo(2);
        assertThat(edge.run("recording", "erase", "../s1", "--reason", "x").status())
                .isEqualTo(1);
        assertThat(edge.run("hold", "set", "identity", "agent").status()).isEqualTo(2);
        assertThat(edge.run("hold", "lift", "h1").status()).isEqualTo(2);
        assertThat(edge.asked()).isEmpty();
    }

    @Test
    void agreesAndSaysWhatStays() {
        edge.reply(
                "POST " + AUDIT + "erasures/e1/agreement",
                200,
                ASKED.formatted(",\"agreedBy\":\"auditor2\",\"agreedAt\":\"2026-11-21T12:01:00Z\""));
        FakeEdge.Outcome outcome = edge.run("recording", "agree", "e1", "--as", "auditor2");
        assertThat(outcome.status()).isZero();
        assertThat(outcome.out()).contains("s1", "destroyed", "events stay");
        assertThat(edge.asked().getLast().token()).isEqualTo("token of auditor2");
    }

    @Test
    void listsErasuresAndHoldsInertly() {
        edge.reply("GET " + AUDIT + "erasures", 200, "[" + ASKED.formatted("") + "]")
                .reply("GET " + AUDIT + "holds", 200, "[" + HOLD + "]");
        assertThat(edge.run("recording", "erasures").out())
                .contains("e1", "s1", "no")
                .doesNotContain("\u001b");
        assertThat(edge.run("hold", "list").out()).contains("h1", "identity", "agent", "case 12");
    }

    @Test
    void setsAndLiftsAHold() {
        edge.reply("POST " + AUDIT + "holds", 201, HOLD).reply("DELETE " + AUDIT + "holds/h1?reason=closed", 200, HOLD);
        assertThat(edge.run("hold", "set", "identity", "agent", "--reason", "case 12")
                        .out())
                .contains("h1");
        assertThat(JsonMapper.shared().readValue(edge.asked().getLast().body(), LegalHold.Request.class))
                .isEqualTo(new LegalHold.Request(LegalHold.Scope.IDENTITY, "agent", "case 12"));
        assertThat(edge.run("hold", "lift", "h1", "--reason", "closed").out()).contains("lifted");
        assertThat(edge.asked().getLast().line()).isEqualTo("DELETE " + AUDIT + "holds/h1?reason=closed");
    }
}

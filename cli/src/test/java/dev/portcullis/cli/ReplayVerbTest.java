// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplayVerbTest {

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
    void showsCommandsWithTheirMaskedRows() {
        recording("""
                {"t":12,"k":"COMMAND","c":"1","v":["SELECT name,\\n email FROM customers"]}
                {"t":13,"k":"COLUMNS","c":"1","v":["name","email"]}
                {"t":14,"k":"ROW","c":"1","v":["Bruno","b***@example.org"]}
                {"t":14,"k":"ROW","c":"1","v":["Chiara",null]}
                {"t":15,"k":"COMPLETE","c":"1","v":["SELECT 2"]}
                {"t":2500,"k":"COMMAND","c":"2","v":["DROP TABLE customers"]}
                {"t":2501,"k":"REFUSED","c":"2","v":["not run here"]}
                """);

        FakeEdge.Outcome outcome = edge.run("replay", "s1");

        assertThat(outcome.status()).isZero();
        assertThat(outcome.out().lines())
                .containsExactly(
                        "    0.012 s  > SELECT name,",
                        "                email FROM customers",
                        "            name | email",
                        "            Bruno | b***@example.org",
                        "            Chiara | NULL",
                        "            done: SELECT 2",
                        "    2.500 s  > DROP TABLE customers",
                        "            refused: not run here");
    }

    @Test
    void letsNothingInARecordingSteerTheTerminal() {
        recording("""
                {"t":0,"k":"COMMAND","c":"1","v":["SELECT '\\u001b[2J\\u001b]0;owned\\u0007'"]}
                {"t":0,"k":"COLUMNS","c":"1","v":["\\u001b[31mname"]}
                {"t":0,"k":"ROW","c":"1","v":["a\\rb\\u202ec\\u009b1m"]}
                {"t":0,"k":"ERROR","c":"1","v":["\\u001b[0K"]}
                not even JSON \u001b[2J
                """);

        String shown = edge.run("replay", "s1").out();

        assertThat(shown.chars().filter(c -> c != '\n')).noneMatch(Character::isISOControl);
        assertThat(shown)
                .contains("\\x1b[2J\\x1b]0;owned\\x07", "\\x1b[31mname", "a\\rb\\u{202e}c\\x9b1m", "(unreadable)");
    }

    @Test
    void saysWhenThereIsNoSuchSession() {
        edge.reply(
                "GET /api/audit/v1/sessions/s2/recording",
                404,
                "{\"detail\":\"There is no recording of session s2.\"}");

        FakeEdge.Outcome outcome = edge.run("replay", "s2");

        assertThat(outcome.status()).isEqualTo(1);
        assertThat(outcome.err()).startsWith("There is no recording of session s2. (HTTP 404)");
    }

    @Test
    void asksAsTheAuditorUnlessToldOtherwise() {
        recording("");
        edge.run("replay", "s1");
        edge.run("replay", "s1", "--as", "operator");

        assertThat(edge.asked().getFirst().token()).isEqualTo("token of auditor");
        assertThat(edge.asked().getLast().token()).isEqualTo("token of operator");
    }

    @Test
    void asksForAPartInMillisecondsAndForNothingThatIsNone() {
        edge.reply("GET /api/audit/v1/sessions/s1/recording?from=90000&to=120000&command=s1-7", 200, "");
        assertThat(edge.run("replay", "s1", "--from", "90s", "--to", "2m", "--command", "s1-7")
                        .status())
                .isZero();
        assertThat(edge.run("replay", "s1", "--from", "soon").status()).isEqualTo(1);
        assertThat(edge.run("replay", "s1", "--command", "x&to=1").err()).contains("is not the id of a command");
        assertThat(edge.asked()).hasSize(1);
    }

    private void recording(String lines) {
        edge.reply("GET /api/audit/v1/sessions/s1/recording", 200, lines);
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.cli.home.LocalHome;
import dev.portcullis.contracts.key.KeyRequest;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

class TokenVerbTest {

    @Test
    void printsTheTokenAndNothingElse(@TempDir Path home) throws Exception {
        try (FakeEdge edge = new FakeEdge(home)) {
            FakeEdge.Outcome outcome = edge.run("token", "--as", "agent");

            assertThat(outcome.out()).isEqualTo("token of agent" + System.lineSeparator());
            assertThat(outcome.err()).isEmpty();
            assertThat(outcome.status()).isZero();
        }
    }

    @Test
    void printsNothingOnTheStandardOutputWhenThereIsNone(@TempDir Path home) throws Exception {
        try (FakeEdge edge = new FakeEdge(home)) {
            FakeEdge.Outcome outcome = edge.run("token", "--as", "mallory");

            assertThat(outcome.out()).isEmpty();
            assertThat(outcome.err()).contains("no identity 'mallory'");
            assertThat(outcome.status()).isEqualTo(1);
        }
    }

    @Test
    void exchangesTheTokenForAKeyAndPrintsNothingElse(@TempDir Path home) throws Exception {
        try (FakeEdge edge = new FakeEdge(home)) {
            edge.reply("POST /api/approvals/v1/keys", 201, """
                    {"secret":"pck_abc","key":{"id":"k1","subject":"agent","issuer":"i","actors":[],
                     "connection":"copilot","purpose":"the editor","issuedAt":"2026-11-21T12:00:00Z",
                     "expiresAt":"2026-11-21T12:10:00Z","endedAt":null,"endedBy":"","endReason":""}}""");

            FakeEdge.Outcome outcome = edge.run(
                    "token", "--as", "agent", "--key-for", "copilot", "--ttl", "600", "--purpose", "the editor");

            assertThat(outcome.out()).isEqualTo("pck_abc" + System.lineSeparator());
            assertThat(outcome.status()).isZero();
            assertThat(edge.asked().getLast().token()).isEqualTo("token of agent");
            assertThat(JsonMapper.shared().readValue(edge.asked().getLast().body(), KeyRequest.class))
                    .isEqualTo(new KeyRequest("copilot", "the editor", 600L));
        }
    }

    @Test
    void printsNoTokenInThePlaceOfAKey(@TempDir Path home) throws Exception {
        try (FakeEdge edge = new FakeEdge(home)) {
            edge.reply("POST /api/approvals/v1/keys", 403, "{\"title\":\"Forbidden\",\"detail\":\"enough keys\"}");

            FakeEdge.Outcome outcome = edge.run("token", "--as", "agent", "--key-for", "copilot");

            assertThat(outcome.out()).isEmpty();
            assertThat(outcome.err()).contains("enough keys");
            assertThat(outcome.status()).isEqualTo(1);
        }
    }

    @Test
    void listsKeysAndEndsOne(@TempDir Path home) throws Exception {
        String key = """
                {"id":"k1","subject":"agent","issuer":"i","actors":[],"connection":"copilot",
                 "purpose":"the\\u001b[2J editor","issuedAt":"2026-11-21T12:00:00Z",
                 "expiresAt":"2026-11-21T12:10:00Z","endedAt":null,"endedBy":"","endReason":""}""";
        try (FakeEdge edge = new FakeEdge(home)) {
            edge.reply("GET /api/approvals/v1/keys?limit=200", 200, "{\"items\":[" + key + "]}")
                    .reply("DELETE /api/approvals/v1/keys/k1?reason=lost", 200, key);

            assertThat(edge.run("keys").out()).contains("k1", "copilot", "the\\x1b[2J editor");
            assertThat(edge.run("keys", "end", "k1", "--reason", "lost").status())
                    .isZero();
            assertThat(edge.asked().getLast().line()).startsWith("DELETE");
            assertThat(edge.run("keys", "end", "../k1").status()).isEqualTo(1);
        }
    }

    @Test
    void saysThatNothingWasStartedYet(@TempDir Path home) {
        StringWriter err = new StringWriter();

        int status = Portcullis.run(
                Map.of(LocalHome.VARIABLE, home.toString()),
                new PrintWriter(new StringWriter()),
                new PrintWriter(err, true),
                "token",
                "--as",
                "agent");

        assertThat(status).isEqualTo(1);
        assertThat(err.toString()).contains("./portcullis up");
    }

    @Test
    void namesAPortVariableThatHoldsNoPort(@TempDir Path home) {
        StringWriter err = new StringWriter();

        int status = Portcullis.run(
                Map.of(LocalHome.VARIABLE, home.toString(), "PORTCULLIS_EDGE_PORT", "eighty"),
                new PrintWriter(new StringWriter()),
                new PrintWriter(err, true),
                "sessions");

        assertThat(status).isEqualTo(1);
        assertThat(err.toString()).contains("PORTCULLIS_EDGE_PORT is 'eighty'");
    }
}

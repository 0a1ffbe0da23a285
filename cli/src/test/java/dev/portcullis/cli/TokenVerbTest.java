// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.cli.home.LocalHome;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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

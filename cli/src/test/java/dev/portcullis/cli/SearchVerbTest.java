// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SearchVerbTest {

    private static final String FIRST = """
            {"items":[],"searchedBackTo":"2026-11-01T00:00:00Z","next":"abc"}""";
    private static final String SECOND = """
            {"items":[{"eventId":"e1","sessionId":"s1","commandId":"c1","time":"2026-11-01T00:00:00Z","identity":"agent",
                       "connection":"orders","outcome":"REFUSED","text":"DROP TABLE\\u001b[2J customers",
                       "relations":["public.customers"],"classifications":[]}],
             "searchedBackTo":"2026-10-01T00:00:00Z","next":null}""";

    @TempDir
    private Path directory;

    private FakeEdge edge;

    @BeforeEach
    void start() throws Exception {
        edge = new FakeEdge(directory);
        edge.replyInTurn("/api/audit/v1/commands", FIRST, SECOND);
    }

    @AfterEach
    void stop() {
        edge.close();
    }

    @Test
    void asksOnUntilAllOfThePeriodWasLookedAtAndShowsNothingThatSteersATerminal() {
        FakeEdge.Outcome outcome = edge.run("search", "--table", "customers", "--outcome", "refused");
        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.status()).isZero();
        assertThat(outcome.out())
                .contains("2026-11-01T00:00:00Z  agent  orders", "refused", "DROP TABLE\\x1b[2J customers");
        assertThat(edge.asked().getLast().line()).contains("&table=customers", "&outcome=REFUSED", "&cursor=abc");
    }

    @Test
    void printsOneObjectPerLine() {
        assertThat(edge.run("search", "--json").out().lines())
                .hasSize(1)
                .first()
                .asString()
                .contains("\"e1\"");
    }

    @Test
    void refusesATimeThatIsNone() {
        FakeEdge.Outcome outcome = edge.run("search", "--since", "yesterday");
        assertThat(outcome.status()).isEqualTo(1);
        assertThat(outcome.err()).contains("'yesterday' is not a time such as 90s, 30m, 2h or 7d");
        assertThat(edge.asked()).noneMatch(asked -> asked.line().contains("/commands"));
    }

    @Test
    void goesOnWhereASearchTookTooLongUnlessItDoesNotGetOn() {
        edge.replyInTurn("/api/audit/v1/commands");
        edge.replyToAll(
                "/api/audit/v1/commands",
                503,
                "{\"type\":\"https://portcullis.dev/problems/incomplete\",\"status\":503,\"items\":[],\"next\":\"same\"}");
        FakeEdge.Outcome outcome = edge.run("search");
        assertThat(outcome.status()).isEqualTo(1);
        assertThat(outcome.err()).contains("did not get on");
        assertThat(edge.asked().getLast().line()).contains("&cursor=same");
    }

    @Test
    void failsWhereTheEdgeRefuses() {
        edge.replyInTurn("/api/audit/v1/commands");
        FakeEdge.Outcome outcome = edge.run("search", "--as", "operator");
        assertThat(outcome.status()).isEqualTo(1);
        assertThat(outcome.err()).contains("Not found");
    }
}

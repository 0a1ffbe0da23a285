// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.contracts.decision.Decision;
import dev.portcullis.contracts.decision.DecisionRequest;
import dev.portcullis.contracts.decision.Obligations;
import dev.portcullis.gateway.access.CommandRequest;
import dev.portcullis.postgres.wire.BackendMessage;
import dev.portcullis.postgres.wire.Formats;
import dev.portcullis.postgres.wire.FrontendMessage;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Under which ids policy is asked about what is prepared, and what is run of it.
class PreparedCommandTest {
    private static final String SQL = "SELECT v FROM plain WHERE id = $1";

    private static final ByteBuffer ONE = ByteBuffer.wrap(new byte[] {'1'});

    private final RunningGateway gateway = new RunningGateway();
    private final List<String> asked = new CopyOnWriteArrayList<>();

    @BeforeEach
    void askAboutEverything() {
        gateway.policies.decideBy(request -> remember(request, Decision.Outcome.ALLOW));
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    @Test
    void isOneCommandWhereItIsPreparedAndRunTogether() throws Exception {
        try (Connection client = gateway.connect("prepareThreshold", "1");
                PreparedStatement statement = client.prepareStatement("SELECT v FROM plain WHERE id = ?")) {
            asked.clear();
            for (int i = 0; i < 3; i++) {
                statement.setInt(1, 1 + i);
                assertThat(statement.executeQuery().next()).isTrue();
            }
        }
        List<CommandRequest> runs = runs();
        assertThat(runs).hasSize(3);
        assertThat(runs).extracting(CommandRequest::id).doesNotHaveDuplicates();
        String first = runs.getFirst().id();
        assertThat(runs).extracting(CommandRequest::preparation).containsExactly(null, first, first);
        assertThat(asked)
                .as("the Parse and what ran of it")
                .containsExactly(first, first, runs.get(1).id(), runs.get(2).id());
        assertThat(gateway.audit.outcomes())
                .extracting(outcome -> outcome.commandId())
                .containsAll(runs.stream().map(CommandRequest::id).toList());
    }

    @Test
    void isACommandOfItsOwnWhereItIsPreparedBefore() throws Exception {
        try (RawClient client = RawClient.ready(gateway)) {
            asked.clear();
            client.send(new FrontendMessage.Parse("s", SQL, List.of()));
            client.send(new FrontendMessage.Sync());
            client.until(BackendMessage.ReadyForQuery.class::isInstance);
            assertThat(asked).hasSize(1);
            String preparation = asked.getFirst();
            run(client, "p1", "p2");
            run(client, "p3");

            List<CommandRequest> runs = runs();
            assertThat(runs).hasSize(3).extracting(CommandRequest::preparation).containsOnly(preparation);
            assertThat(runs)
                    .extracting(CommandRequest::id)
                    .doesNotHaveDuplicates()
                    .doesNotContain(preparation);
        }
    }

    @Test
    void runsOnceUnderTheIdThatItWasPreparedAs() throws Exception {
        try (RawClient client = RawClient.ready(gateway)) {
            client.send(new FrontendMessage.Parse("s", SQL, List.of()));
            run(client, "p1", "p2");
            List<CommandRequest> runs = runs();
            assertThat(runs).hasSize(2).extracting(CommandRequest::id).doesNotHaveDuplicates();
            assertThat(runs.getLast().preparation()).isEqualTo(runs.getFirst().id());
        }
    }

    @Test
    void isRefusedOnceWhereItIsPreparedAndRunTogether() throws Exception {
        try (Connection client = gateway.connect();
                PreparedStatement statement = client.prepareStatement("SELECT v FROM plain WHERE id = 7")) {
            gateway.policies.decideBy(request -> remember(request, Decision.Outcome.DENY));
            asked.clear();
            assertThatThrownBy(statement::executeQuery).hasMessageContaining("not permitted");
        }
        assertThat(asked).hasSize(1);
        assertThat(runs()).isEmpty();
        assertThat(gateway.audit.events().stream().filter(event -> event.startsWith("refused")))
                .hasSize(1);
    }

    private static void run(RawClient client, String... portals) throws Exception {
        for (String portal : portals) {
            client.send(new FrontendMessage.Bind(portal, "s", Formats.TEXT, List.of(ONE.duplicate()), Formats.TEXT));
            client.send(new FrontendMessage.Execute(portal, 0));
        }
        client.send(new FrontendMessage.Sync());
        client.until(BackendMessage.ReadyForQuery.class::isInstance);
    }

    private List<CommandRequest> runs() {
        return gateway.audit.intended().stream()
                .filter(command -> command.text().contains("FROM plain"))
                .toList();
    }

    /// Policy is asked each time.
    private Decision remember(DecisionRequest request, Decision.Outcome outcome) {
        asked.add(request.command().id());
        return new Decision(
                outcome, List.of(), Obligations.NONE, null, 0, 1, new Decision.CacheTerms(false, List.of()));
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.approvals;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.approval.testing.Client;
import dev.portcullis.approval.testing.Requests;
import dev.portcullis.approval.testing.RunningService;
import dev.portcullis.approval.testing.Tokens;
import dev.portcullis.contracts.approval.Approval;
import dev.portcullis.contracts.approval.ApprovalState;
import dev.portcullis.contracts.approval.VoteRequest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WhoDecidesTest {

    private final RunningService service = RunningService.shared();
    private final Client client = service.client();

    @Test
    void aMemberOfTheGroupDecidesAndAnotherDoesNot() {
        Approval pending = client.file(Requests.held().build()).approval();

        Client.Answer outsider = client.vote(pending, Tokens.approver("olga", "security"), true);
        assertThat(outsider.status()).isEqualTo(403);
        assertThat(outsider.reason()).isEqualTo("no-say");
        assertThat(client.vote(pending, Tokens.approver("olga", "security"), false)
                        .status())
                .as("nor may an outsider reject")
                .isEqualTo(403);
        assertThat(client.vote(pending, Tokens.approver("dana", "dba"), true)
                        .approval()
                        .state())
                .isEqualTo(ApprovalState.APPROVED);
    }

    @Test
    void nobodyApprovesTheirOwnRequest() {
        Approval pending = client.file(Requests.held().by("dana").build()).approval();

        Client.Answer own = client.vote(pending, Tokens.approver("dana", "dba"), true);
        assertThat(own.status()).isEqualTo(403);
        assertThat(own.reason()).isEqualTo("own-request");
        assertThat(client.vote(pending, Tokens.approver("dora", "dba"), true).status())
                .isEqualTo(200);
    }

    @Test
    void whoActsForTheRequesterDoesNotApproveEither() {
        Approval pending =
                client.file(Requests.held().actors("agent-9", "dana").build()).approval();

        assertThat(client.vote(pending, Tokens.approver("dana", "dba"), true).reason())
                .isEqualTo("own-request");
        assertThat(client.vote(pending, Tokens.approver("agent-9", "dba"), true).reason())
                .isEqualTo("own-request");
        assertThat(client.vote(pending, Tokens.approver("dora", "dba"), true).status())
                .isEqualTo(200);
    }

    @Test
    void theRequesterDoesNotVoteInAnApproversName() {
        Approval pending = client.file(Requests.held().build()).approval();
        String throughDana = Tokens.person("dana", "dba")
                .roles("approver")
                .claim("act", Map.of("sub", "agent-7"))
                .sign();
        String anybodyThroughDana = Tokens.person("dana", "dba")
                .roles("approver")
                .claim("act", Map.of("sub", "assistant"))
                .sign();

        assertThat(client.vote(pending, throughDana, true).reason()).isEqualTo("own-request");
        assertThat(client.vote(pending, anybodyThroughDana, true).reason()).isEqualTo("acts-for-another");
    }

    @Test
    void theRequestersOwnClientDoesNotApprove() {
        Approval pending = client.file(Requests.held().build()).approval();
        String clientItself =
                Tokens.person("agent-client", "dba").roles("approver").sign();
        String issuedToRequester = Tokens.person("alias", "dba")
                .clientId("agent-7")
                .roles("approver")
                .sign();

        assertThat(client.vote(pending, clientItself, true).reason()).isEqualTo("own-request");
        assertThat(client.vote(pending, issuedToRequester, true).reason()).isEqualTo("own-request");
    }

    @Test
    void nobodyVotesTwice() {
        Approval pending =
                client.file(Requests.held().quorum("2 of dba").build()).approval();
        String dana = Tokens.approver("dana", "dba");
        client.vote(pending, dana, true).approval();

        Client.Answer second = client.vote(pending, dana, true);

        assertThat(second.status()).isEqualTo(409);
        assertThat(second.reason()).isEqualTo("already-voted");
        assertThat(client.read(pending.id()).approval().state()).isEqualTo(ApprovalState.PENDING);
    }

    @Test
    void eightVotesOfOnePersonAtOnceCountAsOne() throws Exception {
        Approval pending =
                client.file(Requests.held().quorum("2 of dba").build()).approval();
        String dana = Tokens.approver("dana", "dba");
        Callable<Integer> vote = () -> client.vote(pending, dana, true).status();

        List<Integer> answers;
        try (var threads = Executors.newFixedThreadPool(8)) {
            answers = threads
                    .invokeAll(IntStream.range(0, 8).mapToObj(i -> vote).toList())
                    .stream()
                    .map(Future::resultNow)
                    .toList();
        }

        assertThat(answers).filteredOn(status -> status == 200).hasSize(1);
        assertThat(client.read(pending.id()).approval().state()).isEqualTo(ApprovalState.PENDING);
    }

    @Test
    void aVoteOnAnotherCommandIsRefused() {
        Approval pending = client.file(Requests.held().build()).approval();

        Client.Answer answer =
                client.vote(pending.id(), Tokens.approver("dana", "dba"), new VoteRequest(true, "", "f".repeat(64)));

        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.reason()).isEqualTo("other-command");
    }

    @Test
    void membershipIsNotEnoughWithoutTheRole() {
        Approval pending = client.file(Requests.held().build()).approval();
        String developer = Tokens.person("dev", "dba").roles("developer").sign();

        assertThat(client.vote(pending, developer, true).status()).isEqualTo(403);
    }

    @Test
    void theDatabaseRefusesASelfVoteByHand() throws Exception {
        Approval pending =
                client.file(Requests.held().actors("agent-9").build()).approval();

        assertThatThrownBy(() -> insertVote(pending, "agent-7", pending.digest()))
                .hasMessageContaining("nobody votes on their own request");
        assertThatThrownBy(() -> insertVote(pending, "agent-9", pending.digest()))
                .hasMessageContaining("nobody votes on their own request");
        assertThatThrownBy(() -> insertVote(pending, "agent-client", pending.digest()))
                .hasMessageContaining("nobody votes on their own request");
        assertThatThrownBy(() -> insertVote(pending, "dana", "f".repeat(64)))
                .hasMessageContaining("the vote is on another command");
        insertVote(pending, "dana", pending.digest());
        assertThatThrownBy(() -> insertVote(pending, "dana", pending.digest()))
                .hasMessageContaining("each word counts once");
    }

    @Test
    void theDatabaseKeepsWhatWasAskedAndTheOrderOfStates() {
        Approval pending = client.file(Requests.held().build()).approval();

        assertThatThrownBy(() -> asOwner("UPDATE approval SET quorum = '1 of agents', version = 2", pending))
                .hasMessageContaining("what was asked cannot be changed");
        assertThatThrownBy(() -> asOwner("UPDATE approval SET state = 'CONSUMED', version = 2", pending))
                .hasMessageContaining("does not go from PENDING to CONSUMED");
        assertThatThrownBy(() ->
                        asOwner("UPDATE approval SET state = 'APPROVED', decided_at = now(), version = 2", pending))
                .hasMessageContaining("nothing is approved without a yes");
        assertThatThrownBy(() -> asOwner("DELETE FROM approval", pending)).hasMessageContaining("is never allowed");
    }

    @Test
    void theDatabaseKeepsVotesAsTheyWereCast() {
        Approval pending =
                client.file(Requests.held().quorum("2 of dba").build()).approval();
        client.vote(pending, Tokens.approver("dana", "dba"), true).approval();

        assertThatThrownBy(() -> execute(service.connectAsOwner(), "UPDATE vote SET approve = false"))
                .hasMessageContaining("is never allowed");
        assertThatThrownBy(() -> execute(service.connectAsOwner(), "DELETE FROM vote"))
                .hasMessageContaining("is never allowed");
        assertThatThrownBy(() -> execute(service.connectAsApplication(), "DELETE FROM vote"))
                .hasMessageContaining("permission denied");
        assertThatThrownBy(() -> execute(service.connectAsApplication(), "UPDATE approval SET quorum = '1 of x'"))
                .hasMessageContaining("permission denied");
        assertThatThrownBy(() -> execute(service.connectAsApplication(), "ALTER TABLE vote DISABLE TRIGGER ALL"))
                .hasMessageContaining("must be owner");
    }

    private void insertVote(Approval on, String voter, String digest) throws SQLException {
        try (Connection connection = service.connectAsApplication();
                PreparedStatement insert = connection.prepareStatement(
                        "INSERT INTO vote VALUES (?, ?, ?, '{dba}', true, '', ?, NULL, ?, ?, ?)")) {
            insert.setObject(1, UUID.fromString(on.id()));
            insert.setString(2, RunningService.ISSUER.issuer());
            insert.setString(3, voter);
            insert.setString(4, digest);
            insert.setTimestamp(5, java.sql.Timestamp.from(RunningService.CLOCK.instant()));
            insert.setString(6, voter);
            insert.setString(7, voter);
            insert.executeUpdate();
        }
    }

    private void asOwner(String sql, Approval approval) throws SQLException {
        execute(service.connectAsOwner(), sql + " WHERE id = '" + approval.id() + "'");
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (connection;
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// The main job: a JDBC client is verified, decided, held, masked and recorded.
class JourneyIT {
    private static final String NOT_PERMITTED = "42501";

    private final RunningPortcullis portcullis = RunningPortcullis.shared();
    private final HeldCommands held = new HeldCommands(portcullis);

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"simple", "extended", "extendedForPrepared", "extendedCacheEverything"})
    void personalDataIsMaskedInEveryQueryMode(String mode) throws SQLException {
        try (Connection agent = portcullis.connect("agent", Map.of("preferQueryMode", mode));
                PreparedStatement read = agent.prepareStatement(
                        "SELECT id, name, email, ssn, card_number FROM customers WHERE id <= ? ORDER BY id")) {
            for (int round = 0; round < 7; round++) {
                read.setInt(1, 3);
                try (ResultSet rows = read.executeQuery()) {
                    int count = 0;
                    while (rows.next()) {
                        count++;
                        assertThat(rows.getInt("id")).isEqualTo(count);
                        assertThat(rows.getString("name")).isNotBlank();
                        assertThat(rows.getString("email")).contains("*").contains("@");
                        assertThat(rows.getString("ssn")).doesNotContainPattern("\\d{3}-\\d{2}-\\d{4}");
                        assertThat(rows.getString("card_number")).doesNotContainPattern("\\d{13,}");
                    }
                    assertThat(count).isEqualTo(3);
                }
            }
        }
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "SELECT c.email AS harmless FROM customers c WHERE id = 1",
                "SELECT upper(email) FROM customers WHERE id = 1",
                "SELECT email || '' FROM customers WHERE id = 1",
                "SELECT email FROM customer_orders WHERE customer_id = 1 LIMIT 1",
                "WITH x AS (SELECT email e FROM customers WHERE id = 1) SELECT e FROM x",
                "SELECT row_to_json(c)::text FROM customers c WHERE id = 1",
                "SELECT c::text FROM customers c WHERE id = 1",
                "SELECT email FROM customers WHERE id = 1 UNION SELECT 'x'",
                "SELECT (SELECT email FROM customers WHERE id = 1)",
                "SELECT string_agg(email, ',') FROM customers WHERE id < 3",
                "TABLE customers",
            })
    void anEmailDoesNotComeOutByAnyOtherName(String sql) throws SQLException {
        String email = storedEmail();
        try (Connection agent = portcullis.connect("agent", Map.of());
                Statement statement = agent.createStatement()) {
            statement.setMaxRows(5);
            try (ResultSet rows = statement.executeQuery(sql)) {
                while (rows.next()) {
                    for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                        assertThat(String.valueOf(rows.getString(i)).toLowerCase(java.util.Locale.ROOT))
                                .doesNotContain(email);
                    }
                }
            } catch (SQLException refused) {
                assertThat(refused.getMessage().toLowerCase(java.util.Locale.ROOT))
                        .doesNotContain(email);
            }
        }
    }

    /// What the target holds, past the gateway.
    private String storedEmail() throws SQLException {
        try (Connection target = TargetDatabase.of(portcullis).connect();
                Statement statement = target.createStatement();
                ResultSet row = statement.executeQuery("SELECT lower(email) FROM customers WHERE id = 1")) {
            assertThat(row.next()).isTrue();
            return row.getString(1);
        }
    }

    @Test
    void aDropIsRefusedWithTheReasonAndTheSameSessionGoesOn() throws SQLException {
        try (Connection agent = portcullis.connect("agent", Map.of());
                Statement statement = agent.createStatement()) {
            assertThatThrownBy(() -> statement.execute("DROP TABLE customers"))
                    .isInstanceOfSatisfying(SQLException.class, e -> {
                        assertThat(e.getSQLState()).isEqualTo(NOT_PERMITTED);
                        assertThat(e.getMessage()).contains("Destructive statements are not run here.");
                    });
            try (ResultSet row = statement.executeQuery("SELECT count(*) FROM customers")) {
                assertThat(row.next()).isTrue();
                assertThat(row.getInt(1)).isGreaterThan(100);
            }
        }
    }

    @Test
    void aRefusalInsideATransactionAbortsItAndTheNextOneWorks() throws SQLException {
        try (Connection agent = portcullis.connect("agent", Map.of());
                Statement statement = agent.createStatement()) {
            agent.setAutoCommit(false);
            statement.executeQuery("SELECT 1").close();
            assertThatThrownBy(() -> statement.execute("TRUNCATE orders"))
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo(NOT_PERMITTED));
            assertThatThrownBy(() -> statement.executeQuery("SELECT 1"))
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("25P02"));
            agent.rollback();
            statement.executeQuery("SELECT 1").close();
        }
    }

    @Test
    void anUpdateWaitsTellsItsApprovalAndRunsOnceSomebodyElseApproves() throws Exception {
        try (Connection agent = portcullis.connect("agent", Map.of());
                PreparedStatement update =
                        agent.prepareStatement("UPDATE orders SET status = ? WHERE id = 11 /* approved-mark */")) {
            update.setString(1, "packed");
            CompletableFuture<Integer> waiting = Background.of(update::executeUpdate);
            JsonNode approval = held.awaitPending("approved-mark");
            assertThat(waiting).isNotDone();
            assertThat(approval.path("parameters").path(0).asString()).isEqualTo("packed");
            held.accepted(approval, "approver", true, "ticket 17");
            assertThat(waiting.get(120, TimeUnit.SECONDS)).isEqualTo(1);
            assertThat(notices(update)).contains(approval.path("id").asString());
            held.awaitState(approval.path("id").asString(), "CONSUMED");

            HttpResponse<String> again = held.vote(approval, "approver", true, "again");
            assertThat(again.statusCode()).isEqualTo(409);
            HttpResponse<String> reused = portcullis.service(
                    "approval",
                    "POST",
                    "/v1/approvals/" + approval.path("id").asString() + "/consume",
                    portcullis.token("agent"),
                    Map.of());
            assertThat(reused.statusCode()).as("an agent cannot consume").isEqualTo(403);
        }
    }

    @Test
    void aRejectedUpdateDoesNotRunAndShowsTheReason() throws Exception {
        try (Connection agent = portcullis.connect("agent", Map.of());
                Statement statement = agent.createStatement()) {
            CompletableFuture<Integer> waiting = Background.of(() -> statement.executeUpdate(
                    "UPDATE orders SET status = 'cancelled' WHERE id = 12 /* rejected-mark */"));
            JsonNode approval = held.awaitPending("rejected-mark");
            held.accepted(approval, "approver", false, "not on a Friday");
            assertThatThrownBy(() -> waiting.get(120, TimeUnit.SECONDS))
                    .hasRootCauseInstanceOf(SQLException.class)
                    .rootCause()
                    .hasMessageContaining("not on a Friday");
            try (ResultSet row = statement.executeQuery("SELECT status FROM orders WHERE id = 12")) {
                assertThat(row.next()).isTrue();
                assertThat(row.getString(1)).isNotEqualTo("cancelled");
            }
        }
    }

    @Test
    void nobodyApprovesTheirOwnCommandAndTheWrongGroupDoesNotCount() throws Exception {
        try (Connection agent = portcullis.connect("agent", Map.of());
                Statement statement = agent.createStatement()) {
            CompletableFuture<Integer> waiting = Background.of(() ->
                    statement.executeUpdate("UPDATE orders SET status = 'paid' WHERE id = 13 /* eligible-mark */"));
            JsonNode approval = held.awaitPending("eligible-mark");
            assertThat(held.vote(approval, "agent", true, "me").statusCode()).isEqualTo(403);
            assertThat(held.vote(approval, "approver2", true, "security, not dba")
                            .statusCode())
                    .isEqualTo(403);
            assertThat(waiting).isNotDone();
            held.accepted(approval, "approver", false, "done testing");
            assertThatThrownBy(() -> waiting.get(120, TimeUnit.SECONDS)).hasRootCauseInstanceOf(SQLException.class);
        }
    }

    @Test
    void aClientThatCancelsOrVanishesWithdrawsItsHold() throws Exception {
        try (Connection agent = portcullis.connect("agent", Map.of());
                Statement statement = agent.createStatement()) {
            CompletableFuture<Integer> waiting = Background.of(
                    () -> statement.executeUpdate("UPDATE orders SET status = 'paid' WHERE id = 14 /* cancel-mark */"));
            JsonNode approval = held.awaitPending("cancel-mark");
            statement.cancel();
            assertThatThrownBy(() -> waiting.get(120, TimeUnit.SECONDS))
                    .rootCause()
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("57014"));
            held.awaitState(approval.path("id").asString(), "WITHDRAWN");
            statement.executeQuery("SELECT 1").close();
        }
        Connection vanishing = portcullis.connect("agent", Map.of());
        CompletableFuture<Integer> lost = Background.of(() -> vanishing
                .createStatement()
                .executeUpdate("UPDATE orders SET status = 'paid' WHERE id = 15 /* vanish-mark */"));
        JsonNode approval = held.awaitPending("vanish-mark");
        vanishing.abort(Runnable::run);
        held.awaitState(approval.path("id").asString(), "WITHDRAWN");
        assertThat(held.vote(approval, "approver", true, "too late").statusCode())
                .isEqualTo(409);
        assertThatThrownBy(() -> lost.get(120, TimeUnit.SECONDS)).hasRootCauseInstanceOf(Exception.class);
    }

    private static String notices(Statement statement) throws SQLException {
        StringBuilder text = new StringBuilder();
        for (SQLWarning warning = statement.getWarnings(); warning != null; warning = warning.getNextWarning()) {
            text.append(warning.getMessage()).append('\n');
        }
        return text.toString();
    }
}

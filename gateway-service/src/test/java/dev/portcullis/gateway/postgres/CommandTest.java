// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.postgres;

import static dev.portcullis.gateway.postgres.MaskedReadTest.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.contracts.approval.Approval;
import dev.portcullis.contracts.decision.Decision;
import dev.portcullis.contracts.decision.DecisionRequest;
import dev.portcullis.contracts.decision.Obligations;
import dev.portcullis.contracts.decision.Obligations.RecordingLimit;
import dev.portcullis.gateway.access.CommandRequest;
import dev.portcullis.gateway.access.SessionAudit;
import dev.portcullis.postgres.wire.Formats;
import dev.portcullis.postgres.wire.FrontendMessage;
import java.io.ByteArrayOutputStream;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;

class CommandTest {
    private static RunningGateway gateway;

    @BeforeAll
    static void start() {
        gateway = new RunningGateway();
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @BeforeEach
    void theShippedRules() {
        gateway.policies.decideBy(CommandTest::decide);
        gateway.audit.roomFor(0, 0);
        gateway.audit.forget();
    }

    /// Until the target runs a command of this text.
    static void awaitRunning(RunningGateway gateway, String sql) throws Exception {
        try (Connection direct = gateway.server.connect(RunningGateway.DATABASE);
                PreparedStatement running = direct.prepareStatement(
                        "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND query LIKE ?"
                                + " AND pid <> pg_backend_pid()")) {
            running.setString(1, sql + "%");
            eventually(() -> {
                try (ResultSet found = running.executeQuery()) {
                    return found.next() && found.getInt(1) > 0;
                } catch (SQLException e) {
                    throw new IllegalStateException(e);
                }
            });
        }
    }

    static Decision decide(DecisionRequest request) {
        if (FakePolicies.hasKind(request, "DROP") || FakePolicies.hasKind(request, "TRUNCATE")) {
            return FakePolicies.deny("Destructive statements are not run here.");
        }
        if (FakePolicies.hasKind(request, "UPDATE")) {
            return FakePolicies.hold(RunningGateway.MASKED);
        }
        return FakePolicies.allow(RunningGateway.MASKED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"simple", "extended", "extendedForPrepared"})
    void refusesADeniedStatementAndTheSessionGoesOn(String mode) throws SQLException {
        try (Connection connection = gateway.connect("preferQueryMode", mode)) {
            assertThatThrownBy(() -> execute(connection, "DROP TABLE plain"))
                    .isInstanceOfSatisfying(SQLException.class, e -> {
                        assertThat(e.getSQLState()).isEqualTo("42501");
                        assertThat(e.getMessage())
                                .contains("orders-production/no-destruction")
                                .contains("Destructive statements are not run here.");
                    });
            assertThat(rows(connection, "SELECT count(*) FROM plain")).containsExactly("1000");
        }
        assertThat(gateway.audit.events()).contains("refused DROP TABLE plain NotPermitted");
        assertThat(gateway.audit.events()).noneMatch(event -> event.startsWith("intent DROP"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"simple", "extended"})
    void whatCannotBeReadForAReasonNobodyForesawEndsTheSessionAndDoesNotRun(String mode) throws SQLException {
        try (Connection connection = gateway.connect("preferQueryMode", mode)) {
            // The catalogue has to be loaded again after that.
            execute(connection, "CREATE VIEW unforeseen AS SELECT 1 AS one");
            gateway.audit.events().clear();
            gateway.whileLoading = () -> {
                throw new IllegalStateException("nobody foresaw this");
            };
            endsBroken(connection);
        } finally {
            gateway.whileLoading = () -> {};
        }
        goesOnInAnotherSession("DROP VIEW unforeseen");
    }

    @ParameterizedTest
    @ValueSource(strings = {"simple", "extended"})
    void whatCannotBeJudgedForAReasonNobodyForesawEndsTheSessionAndDoesNotRun(String mode) throws SQLException {
        try (Connection connection = gateway.connect("preferQueryMode", mode)) {
            gateway.policies.decideBy(_ -> {
                throw new IllegalStateException("nobody foresaw this");
            });
            endsBroken(connection);
        }
        goesOnInAnotherSession("SELECT 1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"simple", "extended"})
    void aRecordThatFailsForAReasonNobodyForesawEndsTheSession(String mode) throws Exception {
        gateway.policies.decideBy(_ -> FakePolicies.allow(Obligations.NONE));
        try (Connection connection = gateway.connect("preferQueryMode", mode)) {
            gateway.audit.broken(true);
            CompletableFuture<Void> ended = inBackground(() -> {
                endsBroken(connection);
                return null;
            });
            ended.get(60, TimeUnit.SECONDS);
        } finally {
            gateway.audit.broken(false);
        }
        goesOnInAnotherSession("SELECT 1");
    }

    /// What was approved is used up: that nothing came of it is on record.
    @Test
    void whatWasApprovedBeforeTheUnforeseenIsRefused() throws Exception {
        gateway.policies.decideBy(request -> {
            if (FakePolicies.hasKind(request, "DELETE")) {
                throw new IllegalStateException("nobody foresaw this");
            }
            return FakePolicies.hold(Obligations.NONE);
        });
        try (RawClient client = RawClient.ready(gateway)) {
            client.send(twoCommands("UPDATE plain SET v = 'broken' WHERE id = 9", "DELETE FROM plain WHERE id = 9"));
            gateway.approvals.approve(gateway.approvals.next());
            assertThat(RawClient.sqlState(client.untilClosed())).isEqualTo("XX000");
        }
        assertThat(gateway.audit.events())
                .contains("refused UPDATE plain SET v = 'broken' WHERE id = 9 SessionOver")
                .noneMatch(event -> event.startsWith("intent"));
        goesOnInAnotherSession("SELECT 1");
    }

    @Test
    void eachIntentHasAnOutcomeAlsoIfForwardingBreaksOffHalfway() throws Exception {
        gateway.policies.decideBy(_ -> FakePolicies.allow(Obligations.NONE));
        try (RawClient client = RawClient.ready(gateway)) {
            gateway.audit.unrecordable("SELECT 'second'");
            client.send(twoCommands("SELECT 'first'", "SELECT 'second'"));
            assertThat(RawClient.sqlState(client.untilClosed())).contains("XX000");
        } finally {
            gateway.audit.unrecordable("");
        }
        assertThat(gateway.audit.intended()).hasSize(2);
        assertThat(gateway.audit.outcomes())
                .extracting(SessionAudit.Outcome::commandId)
                .containsExactlyInAnyOrderElementsOf(gateway.audit.intended().stream()
                        .map(CommandRequest::id)
                        .toList());
    }

    private static FrontendMessage[] twoCommands(String first, String second) {
        return new FrontendMessage[] {
            new FrontendMessage.Parse("", first, List.of()),
            new FrontendMessage.Bind("", "", Formats.TEXT, List.of(), Formats.TEXT),
            new FrontendMessage.Execute("", 0),
            new FrontendMessage.Parse("", second, List.of()),
            new FrontendMessage.Bind("", "", Formats.TEXT, List.of(), Formats.TEXT),
            new FrontendMessage.Execute("", 0),
            new FrontendMessage.Sync()
        };
    }

    private static void endsBroken(Connection connection) {
        assertThatThrownBy(() -> execute(connection, "UPDATE plain SET v = 'broken' WHERE id = 9"))
                .isInstanceOfSatisfying(SQLException.class, e -> {
                    assertThat(e.getSQLState()).isEqualTo("XX000");
                    assertThat(e.getMessage())
                            .contains("Portcullis: session closed: a command could not be judged")
                            .doesNotContain("foresaw");
                });
        assertThat(gateway.audit.events())
                .contains("ended a command could not be judged")
                .noneMatch(event -> event.startsWith("intent UPDATE"));
    }

    private static void goesOnInAnotherSession(String command) throws SQLException {
        gateway.policies.decideBy(_ -> FakePolicies.allow(Obligations.NONE));
        try (Connection connection = gateway.connect()) {
            assertThat(rows(connection, "SELECT v FROM plain WHERE id = 9")).containsExactly("v9");
            execute(connection, command);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"simple", "extended"})
    void aRefusalFailsTheTransactionAsAnyErrorDoes(String mode) throws SQLException {
        try (Connection connection = gateway.connect("preferQueryMode", mode)) {
            connection.setAutoCommit(false);
            execute(connection, "INSERT INTO plain VALUES (5000, 'x')");
            assertThatThrownBy(() -> execute(connection, "DROP TABLE plain")).isInstanceOf(SQLException.class);
            assertThatThrownBy(() -> rows(connection, "SELECT 1"))
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("25P02"));
            connection.rollback();
            assertThat(rows(connection, "SELECT count(*) FROM plain WHERE id = 5000"))
                    .containsExactly("0");
        }
    }

    @Test
    void refusesAWholeTextIfOneOfItsStatementsIsDenied() throws SQLException {
        try (Connection connection = gateway.connect("preferQueryMode", "simple")) {
            assertThatThrownBy(() -> execute(connection, "INSERT INTO plain VALUES (5001, 'x'); DROP TABLE plain"))
                    .isInstanceOf(SQLException.class);
            assertThat(rows(connection, "SELECT count(*) FROM plain WHERE id = 5001"))
                    .containsExactly("0");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"simple", "extended"})
    void holdsUntilSomebodyApproves(String mode) throws Exception {
        try (Connection connection = gateway.connect("preferQueryMode", mode);
                PreparedStatement update = connection.prepareStatement("UPDATE plain SET v = ? WHERE id = ?")) {
            update.setString(1, "changed-" + mode);
            update.setInt(2, 7);
            CompletableFuture<Integer> updated = inBackground(update::executeUpdate);
            Approval approval = gateway.approvals.next();
            assertThat(updated).isNotDone();
            assertThat(rows(gateway.server.connect(RunningGateway.DATABASE), "SELECT v FROM plain WHERE id = 7"))
                    .doesNotContain("changed-" + mode);
            if (mode.equals("extended")) {
                assertThat(approval.parameters()).containsExactly("changed-extended", "7");
            }
            gateway.approvals.approve(approval);
            assertThat(updated.get(60, TimeUnit.SECONDS)).isEqualTo(1);
            assertThat(update.getWarnings().getMessage()).contains(approval.id());
        }
    }

    @Test
    void remindsAClientThatWaits() throws Exception {
        try (Connection connection = gateway.connect();
                Statement statement = connection.createStatement()) {
            CompletableFuture<Integer> updated =
                    inBackground(() -> statement.executeUpdate("UPDATE plain SET v = 'r' WHERE id = 8"));
            Approval approval = gateway.approvals.next();
            eventually(() -> {
                try {
                    return statement.getWarnings() != null
                            && statement.getWarnings().getNextWarning() != null;
                } catch (SQLException e) {
                    return false;
                }
            });
            gateway.approvals.approve(approval);
            updated.get(60, TimeUnit.SECONDS);
        }
    }

    @Test
    void aRejectionIsShownWithItsReasonAndNothingRuns() throws Exception {
        try (Connection connection = gateway.connect()) {
            CompletableFuture<Void> updated =
                    inBackground(() -> execute(connection, "UPDATE plain SET v = 'no' WHERE id = 9"));
            gateway.approvals.reject(gateway.approvals.next(), "not on a Friday");
            assertThatThrownBy(() -> updated.get(60, TimeUnit.SECONDS))
                    .hasMessageContaining("rejected by dba: not on a Friday");
            assertThat(rows(connection, "SELECT v FROM plain WHERE id = 9")).containsExactly("v9");
        }
    }

    @Test
    void cancellingAHeldCommandWithdrawsIt() throws Exception {
        try (Connection connection = gateway.connect();
                Statement statement = connection.createStatement()) {
            CompletableFuture<Integer> updated =
                    inBackground(() -> statement.executeUpdate("UPDATE plain SET v = 'no' WHERE id = 10"));
            Approval approval = gateway.approvals.next();
            statement.cancel();
            assertThatThrownBy(() -> updated.get(60, TimeUnit.SECONDS)).hasMessageContaining("cancelled");
            assertThat(gateway.approvals.isWithdrawn(approval)).isTrue();
            assertThat(rows(connection, "SELECT v FROM plain WHERE id = 10")).containsExactly("v10");
        }
    }

    @Test
    void aClientThatGoesAwayWithdrawsItsHold() throws Exception {
        RawClient client = RawClient.ready(gateway);
        client.send(new FrontendMessage.Query("UPDATE plain SET v = 'no' WHERE id = 11"));
        Approval approval = gateway.approvals.next();
        client.close();
        eventually(() -> gateway.approvals.isWithdrawn(approval));
        eventually(() -> gateway.audit.events().contains("ended the client went away"));
    }

    @Test
    void cancelsWhatTheTargetRuns() throws Exception {
        try (Connection connection = gateway.connect();
                Statement statement = connection.createStatement()) {
            CompletableFuture<Boolean> sleeping = inBackground(() -> statement.execute("SELECT pg_sleep(301)"));
            awaitRunning(gateway, "SELECT pg_sleep(301)");
            statement.cancel();
            assertThatThrownBy(() -> sleeping.get(60, TimeUnit.SECONDS)).hasMessageContaining("query canceled");
            assertThat(connection.isValid(60)).isTrue();
        }
        assertThat(gateway.audit.outcomes()).anyMatch(outcome -> outcome.ending() == SessionAudit.Ending.CANCELLED);
    }

    @Test
    void refusesAStatementThatIsTooLargeAndGoesOn() throws SQLException {
        for (String mode : new String[] {"simple", "extended"}) {
            try (Connection connection = gateway.connect("preferQueryMode", mode)) {
                String sql = "SELECT '" + "x".repeat(20 << 20) + "'";
                assertThatThrownBy(() -> rows(connection, sql))
                        .isInstanceOfSatisfying(
                                SQLException.class,
                                e -> assertThat(e.getSQLState()).isEqualTo("53400"));
                assertThat(rows(connection, "SELECT 1")).containsExactly("1");
            }
        }
    }

    @Test
    void refusesWhatDoesNotParseAndGoesOn() throws SQLException {
        try (Connection connection = gateway.connect()) {
            assertThatThrownBy(() -> rows(connection, "SELEC 1"))
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("42601"));
            assertThat(rows(connection, "SELECT 1")).containsExactly("1");
        }
    }

    @Test
    void nothingReachesTheTargetThatIsNotOnRecord() throws SQLException {
        try (Connection connection = gateway.connect()) {
            gateway.audit.failing(true);
            try {
                assertThatThrownBy(() -> execute(connection, "INSERT INTO plain VALUES (6000, 'x')"))
                        .isInstanceOfSatisfying(
                                SQLException.class,
                                e -> assertThat(e.getSQLState()).isEqualTo("57P03"));
            } finally {
                gateway.audit.failing(false);
            }
            assertThat(rows(connection, "SELECT count(*) FROM plain WHERE id = 6000"))
                    .containsExactly("0");
        }
    }

    @Test
    void refusesWhileTheDecisionPointIsDownAndGoesOnWhenItIsBack() throws SQLException {
        try (Connection connection = gateway.connect()) {
            gateway.policies.down(true);
            try {
                assertThatThrownBy(() -> rows(connection, "SELECT 42"))
                        .isInstanceOfSatisfying(
                                SQLException.class,
                                e -> assertThat(e.getSQLState()).isEqualTo("57P03"));
            } finally {
                gateway.policies.down(false);
            }
            assertThat(rows(connection, "SELECT 42")).containsExactly("42");
        }
    }

    @Test
    void copiesInAndOutWhatIsNotMasked() throws Exception {
        gateway.policies.decideBy(_ -> FakePolicies.allow(Obligations.NONE));
        try (Connection connection = gateway.connect()) {
            var copy = connection.unwrap(PGConnection.class).getCopyAPI();
            assertThat(copy.copyIn("COPY plain FROM STDIN", new StringReader("7000\tcopied\n7001\ttoo\n")))
                    .isEqualTo(2);
            var out = new ByteArrayOutputStream();
            copy.copyOut("COPY (SELECT id, v FROM plain WHERE id >= 7000 ORDER BY id) TO STDOUT", out);
            assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("7000\tcopied\n7001\ttoo\n");
            assertThatThrownBy(() -> copy.copyIn("COPY plain FROM STDIN", new StringReader("7000\tagain\n")))
                    .isInstanceOf(SQLException.class);
            assertThat(rows(connection, "SELECT 1")).containsExactly("1");
        }
    }

    @Test
    void copiesOutMasked() throws Exception {
        try (Connection connection = gateway.connect()) {
            var copy = connection.unwrap(PGConnection.class).getCopyAPI();
            var out = new ByteArrayOutputStream();
            copy.copyOut("COPY customers TO STDOUT", out);
            assertThat(out.toString(StandardCharsets.UTF_8))
                    .contains("Ada\ta***@***.com\t[redacted]\t")
                    .doesNotContain("123-45-6789");
        }
    }

    @Test
    void recordsCommandsAndMaskedRowsAndOutcomes() throws SQLException {
        try (Connection connection = gateway.connect()) {
            rows(connection, "SELECT email, ssn FROM customers WHERE id = 1");
        }
        assertThat(gateway.audit.recorded())
                .contains("COMMAND [SELECT email, ssn FROM customers WHERE id = 1]", "COLUMNS [email, ssn]")
                .contains("COMPLETE [SELECT 1]")
                .noneMatch(line -> line.contains("123-45-6789") || line.contains("ada@"));
        assertThat(gateway.audit.outcomes())
                .anyMatch(outcome -> outcome.rows() == 1
                        && outcome.masked().contains("email partial")
                        && outcome.masked().contains("ssn redact"));
    }

    @Test
    void recordsACommandWhoseClientGoesAway() throws Exception {
        RawClient client = RawClient.ready(gateway);
        client.send(new FrontendMessage.Query("SELECT pg_sleep(302)"));
        awaitRunning(gateway, "SELECT pg_sleep(302)");
        client.close();
        eventually(() -> gateway.audit.outcomes().stream()
                .anyMatch(outcome -> outcome.ending() == SessionAudit.Ending.CLIENT_LOST));
    }

    @Test
    void asksPolicyOncePerShapeOfACommand() throws SQLException {
        try (Connection connection = gateway.connect("prepareThreshold", "1");
                PreparedStatement select = connection.prepareStatement("SELECT v FROM plain WHERE id = ?")) {
            select.setInt(1, 1);
            select.executeQuery().close();
            int asked = gateway.policies.asked();
            for (int i = 0; i < 20; i++) {
                select.setInt(1, i);
                select.executeQuery().close();
            }
            assertThat(gateway.policies.asked()).isEqualTo(asked);
        }
    }

    @Test
    void asksPolicyOnceForCommandsThatDifferInLiteralsOnly() throws SQLException {
        try (Connection connection = gateway.connect("preferQueryMode", "simple")) {
            rows(connection, "SELECT v FROM plain WHERE id = 1");
            int asked = gateway.policies.asked();
            for (int i = 2; i < 20; i++) {
                assertThat(rows(connection, "SELECT v FROM plain WHERE id = " + (100 + i)))
                        .containsExactly("v" + (100 + i));
            }
            assertThat(gateway.policies.asked()).isEqualTo(asked);
        }
    }

    @Test
    void knowsATableThatSomebodyElseMadeAfterAMoment() throws Exception {
        gateway.server.execute(
                RunningGateway.DATABASE, "CREATE TABLE made_later (id int); GRANT ALL ON made_later TO pgplane_app");
        eventually(() -> {
            try (Connection connection = gateway.connect()) {
                gateway.audit.outcomes().clear();
                rows(connection, "SELECT id FROM made_later");
                return gateway.audit.outcomes().stream()
                        .anyMatch(outcome -> outcome.masked().isEmpty());
            } catch (SQLException e) {
                return false;
            }
        });
    }

    @Test
    void endsAResultThatIsLongerThanItMayBe() throws SQLException {
        gateway.policies.decideBy(_ -> FakePolicies.allow(new Obligations(List.of(), false, 10L)));
        for (String mode : new String[] {"simple", "extended"}) {
            try (Connection connection = gateway.connect("preferQueryMode", mode)) {
                assertThat(rows(connection, "SELECT v FROM plain LIMIT 10")).hasSize(10);
                assertThatThrownBy(() -> rows(connection, "SELECT v FROM plain"))
                        .isInstanceOfSatisfying(
                                SQLException.class,
                                e -> assertThat(e.getSQLState()).isEqualTo("54000"));
                assertThat(rows(connection, "SELECT 1")).containsExactly("1");
            }
        }
    }

    @Test
    void passesOnNoRowThatTheRecordingHasNoRoomForWherePolicySaysSo() throws SQLException {
        for (Obligations obligations : new Obligations[] {Obligations.NONE, RunningGateway.MASKED}) {
            for (String mode : new String[] {"simple", "extended"}) {
                gateway.audit.roomFor(10, 0);
                gateway.policies.decideBy(_ -> FakePolicies.allow(obligations.atRecordingLimit(RecordingLimit.REFUSE)));
                try (Connection connection = gateway.connect("preferQueryMode", mode)) {
                    gateway.audit.recorded().clear();
                    gateway.audit.outcomes().clear();
                    assertThat(rows(connection, "SELECT note FROM customers, plain ORDER BY plain.id LIMIT 10"))
                            .hasSize(10);
                    assertThatThrownBy(() -> rows(connection, "SELECT note FROM customers, plain"))
                            .isInstanceOfSatisfying(SQLException.class, e -> {
                                assertThat(e.getSQLState()).isEqualTo("54000");
                                assertThat(e.getMessage()).contains("10 rows of a command");
                            });
                    assertThat(gateway.audit.recorded())
                            .filteredOn(line -> line.startsWith("ROW"))
                            .hasSize(20);
                    assertThat(gateway.audit.recorded().toString())
                            .contains("REFUSED [Portcullis: no room in the session's recording: 10 rows of a command]")
                            .doesNotContain("TRUNCATED");
                    assertThat(gateway.audit.outcomes().getLast())
                            .satisfies(outcome -> assertThat(outcome.rows()).isEqualTo(10))
                            .satisfies(
                                    outcome -> assertThat(outcome.errorCode()).isEqualTo("54000"));
                    assertThat(rows(connection, "SELECT 1")).containsExactly("1");
                }
            }
        }
    }

    /// All of it comes from the target in one piece.
    @Test
    void theGatewaysOwnErrorComesBehindTheRowsThatWerePassedOn() throws Exception {
        gateway.audit.roomFor(10, 0);
        for (Obligations obligations : new Obligations[] {
            Obligations.NONE.atRecordingLimit(RecordingLimit.REFUSE),
            RunningGateway.MASKED.atRecordingLimit(RecordingLimit.REFUSE),
            new Obligations(List.of(), false, 10L)
        }) {
            gateway.policies.decideBy(_ -> FakePolicies.allow(obligations));
            try (RawClient client = RawClient.ready(gateway)) {
                client.send(new FrontendMessage.Query("SELECT v FROM plain"));
                StringBuilder types = new StringBuilder();
                while (types.indexOf("Z") < 0) {
                    types.append((char) client.nextFrame()[0]);
                }
                assertThat(types).hasToString("T" + "D".repeat(10) + "EZ");
            }
        }
    }

    @Test
    void endsASessionWhoseRecordingHasNoRoomWherePolicySaysSo() throws Exception {
        for (String mode : new String[] {"simple", "extended"}) {
            gateway.audit.roomFor(10, 0);
            gateway.policies.decideBy(_ -> FakePolicies.allow(Obligations.NONE.atRecordingLimit(RecordingLimit.END)));
            try (Connection connection = gateway.connect("preferQueryMode", mode)) {
                assertThat(rows(connection, "SELECT v FROM plain LIMIT 10")).hasSize(10);
                gateway.audit.events().clear();
                assertThatThrownBy(() -> rows(connection, "SELECT v FROM plain"))
                        .isInstanceOfSatisfying(SQLException.class, e -> {
                            assertThat(e.getSQLState()).isEqualTo("54000");
                            assertThat(e.getMessage()).contains("FATAL", "10 rows of a command");
                        });
                assertThat(gateway.audit.events()).endsWith("ended its recording has no room: 10 rows of a command");
                assertThat(gateway.audit.outcomes().getLast().errorCode()).isEqualTo("54000");
                assertThat(gateway.audit.outcomes().getLast().rows()).isEqualTo(10);
                assertThatThrownBy(() -> rows(connection, "SELECT 1")).isInstanceOf(SQLException.class);
            }
        }
    }

    @Test
    void goesOnBehindAMarkWherePolicySaysNothing() throws SQLException {
        for (Obligations obligations :
                new Obligations[] {Obligations.NONE, Obligations.NONE.atRecordingLimit(RecordingLimit.MARK)}) {
            gateway.audit.roomFor(10, 0);
            gateway.policies.decideBy(_ -> FakePolicies.allow(obligations));
            try (Connection connection = gateway.connect()) {
                gateway.audit.recorded().clear();
                assertThat(rows(connection, "SELECT v FROM plain")).hasSize(1000);
                assertThat(gateway.audit.recorded())
                        .filteredOn(line -> line.startsWith("ROW"))
                        .hasSize(10);
                assertThat(gateway.audit.recorded()).contains("TRUNCATED rows left out, after 10 rows of a command");
            }
        }
    }

    @Test
    void runsNoMoreCommandsOnceTheRecordingOfTheSessionIsFull() throws Exception {
        gateway.audit.roomFor(0, 20);
        gateway.policies.decideBy(_ -> FakePolicies.allow(Obligations.NONE));
        try (Connection connection = gateway.connect()) {
            assertThat(rows(connection, "SELECT v FROM plain LIMIT 10")).hasSize(10);
            assertThatThrownBy(() -> rows(connection, "SELECT v FROM plain"))
                    .hasMessageContaining("20 rows of a session");
            gateway.audit.events().clear();
            for (String sql : new String[] {"SELECT 1", "INSERT INTO plain VALUES (99999, 'x')"}) {
                assertThatThrownBy(() -> execute(connection, sql)).isInstanceOfSatisfying(SQLException.class, e -> {
                    assertThat(e.getSQLState()).isEqualTo("54000");
                    assertThat(e.getMessage()).contains("20 rows of a session");
                });
            }
            assertThat(gateway.audit.events())
                    .containsExactly(
                            "refused SELECT 1 RecordingFull",
                            "refused INSERT INTO plain VALUES (99999, 'x') RecordingFull");
            gateway.policies.decideBy(_ -> FakePolicies.allow(Obligations.NONE.atRecordingLimit(RecordingLimit.MARK)));
            assertThat(rows(connection, "SELECT 1")).as("policy says so").containsExactly("1");

            gateway.audit.events().clear();
            gateway.policies.decideBy(_ -> FakePolicies.allow(Obligations.NONE.atRecordingLimit(RecordingLimit.END)));
            assertThatThrownBy(() -> execute(connection, "SELECT 2")).hasMessageContaining("FATAL");
            assertThat(gateway.audit.events())
                    .containsExactly(
                            "refused SELECT 2 RecordingFull", "ended its recording has no room: 20 rows of a session");
        }
        gateway.policies.decideBy(_ -> FakePolicies.allow(Obligations.NONE));
        try (Connection connection = gateway.connect()) {
            assertThat(rows(connection, "SELECT 1")).as("another session").containsExactly("1");
        }
    }

    @Test
    void runsNoCopyWherePolicyLetsNothingPassUnrecorded() throws Exception {
        gateway.policies.decideBy(_ -> FakePolicies.allow(Obligations.NONE.atRecordingLimit(RecordingLimit.REFUSE)));
        try (Connection connection = gateway.connect()) {
            CopyManager copy = connection.unwrap(PGConnection.class).getCopyAPI();
            assertThatThrownBy(() -> copy.copyOut("COPY plain TO STDOUT", new StringWriter()))
                    .hasMessageContaining("COPY, whose data is not recorded");
            assertThatThrownBy(() -> copy.copyIn("COPY plain FROM STDIN", new StringReader("99999\tx\n")))
                    .hasMessageContaining("COPY, whose data is not recorded");
        }
        gateway.policies.decideBy(_ -> FakePolicies.allow(Obligations.NONE));
        try (Connection connection = gateway.connect()) {
            gateway.audit.recorded().clear();
            CopyManager copy = connection.unwrap(PGConnection.class).getCopyAPI();
            assertThat(copy.copyOut("COPY plain TO STDOUT", new StringWriter())).isGreaterThanOrEqualTo(1000);
            assertThat(copy.copyIn("COPY plain FROM STDIN", new StringReader("99999\tx\n")))
                    .isEqualTo(1);
            execute(connection, "DELETE FROM plain WHERE id = 99999");
            assertThat(gateway.audit.recorded())
                    .filteredOn(line -> line.equals("TRUNCATED the data of COPY is not recorded"))
                    .hasSize(2);
        }
    }

    @Test
    void endsAResultThatHasMoreBytesThanItMayHave() throws SQLException {
        gateway.policies.decideBy(_ -> FakePolicies.allow(oblige(false, 200L, null)));
        try (Connection connection = gateway.connect()) {
            assertThat(rows(connection, "SELECT v FROM plain LIMIT 5")).hasSize(5);
            assertThatThrownBy(() -> rows(connection, "SELECT v FROM plain"))
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("54000"));
        }
    }

    @Test
    void runsOnlyWhatReadsWherePolicyObligesToThat() throws SQLException {
        gateway.policies.decideBy(_ -> FakePolicies.allow(oblige(true, null, null)));
        try (Connection connection = gateway.connect()) {
            assertThat(rows(connection, "SELECT count(*) FROM plain")).containsExactly("1000");
            assertThatThrownBy(() -> execute(connection, "DELETE FROM plain"))
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("0A000"));
            assertThat(rows(connection, "SELECT count(*) FROM plain")).containsExactly("1000");
        }
    }

    @Test
    void cancelsACommandThatRunsLongerThanPolicyLetsIt() throws SQLException {
        gateway.policies.decideBy(_ -> FakePolicies.allow(Obligations.NONE));
        // Nothing else is to be done in so short a time.
        try (Connection connection = gateway.connect()) {
            gateway.policies.decideBy(_ -> FakePolicies.allow(oblige(false, null, 300L)));
            assertThatThrownBy(() -> execute(connection, "SELECT pg_sleep(30)"))
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("57014"));
            gateway.policies.decideBy(_ -> FakePolicies.allow(Obligations.NONE));
            assertThat(rows(connection, "SELECT count(*) FROM plain")).containsExactly("1000");
        }
    }

    @Test
    void refusesWhatItCannotBeObligedTo() throws SQLException {
        for (Obligations obligations : new Obligations[] {
            new Obligations(
                    List.of(),
                    false,
                    null,
                    null,
                    null,
                    null,
                    dev.portcullis.contracts.connection.Connection.Durability.QUORUM,
                    false,
                    null,
                    null,
                    List.of(),
                    null),
            new Obligations(List.of(), false, null, null, null, null, null, true, null, null, List.of(), null),
            new Obligations(List.of(), false, null, null, null, null, null, false, null, 1000L, List.of(), null)
        }) {
            gateway.policies.decideBy(_ -> FakePolicies.allow(Obligations.NONE));
            // The driver sends commands of its own while it connects.
            try (Connection connection = gateway.connect()) {
                gateway.policies.decideBy(_ -> FakePolicies.allow(obligations));
                assertThatThrownBy(() -> execute(connection, "SELECT 1"))
                        .isInstanceOfSatisfying(
                                SQLException.class,
                                e -> assertThat(e.getSQLState()).isEqualTo("0A000"));
            }
        }
    }

    @Test
    void letsOnlySoManyCommandsPassInAMinuteAndTheSessionGoOn() throws SQLException {
        gateway.policies.decideBy(_ -> FakePolicies.allow(Obligations.NONE));
        try (Connection connection = gateway.connect()) {
            gateway.policies.decideBy(_ -> FakePolicies.allow(
                    new Obligations(List.of(), false, null, null, null, null, null, false, 2L, null, List.of(), null)));
            execute(connection, "SELECT 1");
            execute(connection, "SELECT 2");
            assertThatThrownBy(() -> execute(connection, "SELECT 3"))
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("53400"));
            gateway.policies.decideBy(_ -> FakePolicies.allow(Obligations.NONE));
            assertThat(rows(connection, "SELECT count(*) FROM plain")).containsExactly("1000");
        }
    }

    private static Obligations oblige(boolean readOnly, Long bytes, Long timeout) {
        return new Obligations(
                List.of(), readOnly, null, bytes, timeout, null, null, false, null, null, List.of(), null);
    }

    static void eventually(BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("did not happen in time");
            }
            Thread.sleep(20);
        }
    }

    private static Void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
        return null;
    }

    private interface Work<T> {
        T run() throws Exception;
    }

    private static <T> CompletableFuture<T> inBackground(Work<T> work) {
        CompletableFuture<T> done = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try {
                done.complete(work.run());
            } catch (Exception e) {
                done.completeExceptionally(e);
            }
        });
        return done;
    }
}

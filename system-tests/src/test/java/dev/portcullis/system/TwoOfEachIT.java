// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.portcullis.testing.FreePort;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/// Two gateways, two approval services and two audit services under load: each is killed, and each that can be is
/// rolled. Whatever a client was told has its record, no record is missing between two others or there twice, what was
/// approved ran once, and nothing forbidden or unmasked came through at any moment.
class TwoOfEachIT {
    private static final Logger log = LoggerFactory.getLogger(TwoOfEachIT.class);
    private static final Duration RECOVERY = Duration.ofMinutes(4);
    private static final List<String> PARTS = List.of("audit", "approval", "gateway");
    private static final int FIRST_ORDER = 41;
    private static final int SECOND_ORDER = 42;

    private final RunningPortcullis portcullis = RunningPortcullis.shared();
    private final String mark = "two-" + System.nanoTime();
    private final Set<String> voted = ConcurrentHashMap.newKeySet();

    @Test
    void killedAndRolledUnderLoadNothingIsLostDoubledOrWronglyAllowed(@TempDir Path journal) throws Exception {
        double before = totals();
        int listener = FreePort.find();
        Load load = new Load(portcullis, mark);
        try (SecondInstance approval = SecondInstance.of(portcullis, "approval");
                SecondInstance audit = SecondInstance.of(portcullis, "audit")) {
            approval.awaitReady();
            audit.awaitReady();
            try (SecondInstance gateway =
                    SecondInstance.gateway(portcullis, listener, approval.port(), audit.port(), journal)) {
                gateway.awaitReady();
                try (load) {
                    Thread approver = Thread.ofVirtual().start(this::approveUntilInterrupted);
                    for (int port : List.of(portcullis.port("postgres"), listener)) {
                        load.reads(port);
                        load.reads(port);
                    }
                    load.updates(portcullis.port("postgres"), FIRST_ORDER);
                    load.updates(listener, SECOND_ORDER);
                    for (SecondInstance one : List.of(audit, approval, gateway)) {
                        one.killAndRestart();
                    }
                    for (String part : PARTS) {
                        killFirst(part);
                    }
                    for (SecondInstance one : List.of(audit, approval, gateway)) {
                        one.roll();
                    }
                    settleWhatIsHeld(load, approver);
                }
            }
        }
        assertThat(load.wrong()).isEmpty();
        countsAgree(load, totals() - before);
    }

    private void killFirst(String part) {
        long killed = portcullis.pid(part);
        portcullis.signal(part, "KILL");
        await("the launcher starts " + part + " again")
                .atMost(RECOVERY)
                .pollInterval(Duration.ofMillis(500))
                .ignoreException(UncheckedIOException.class)
                .until(() -> portcullis.pid(part) != killed);
        await(part + " serves again")
                .atMost(RECOVERY)
                .pollInterval(Duration.ofSeconds(1))
                .until(this::serves);
    }

    /// A new session, a read and the services behind the edge.
    private boolean serves() {
        String auditor = portcullis.token("auditor");
        try (Connection agent = portcullis.connect("agent", Map.of())) {
            return agent.isValid(5)
                    && portcullis
                                    .rest("GET", "/api/approvals/v1/approvals", auditor, null)
                                    .statusCode()
                            == 200
                    && portcullis
                                    .rest("GET", "/api/audit/v1/sessions", auditor, null)
                                    .statusCode()
                            == 200;
        } catch (SQLException | AssertionError | UncheckedIOException e) {
            return false;
        }
    }

    private void approveUntilInterrupted() {
        HeldCommands held = new HeldCommands(portcullis);
        String token = portcullis.token("approver", "--ttl", "1800");
        while (!Thread.currentThread().isInterrupted()) {
            try {
                for (JsonNode approval : held.pending(mark, token)) {
                    // Also when no answer comes: the vote may have been counted.
                    voted.add(approval.path("id").asString());
                    var _ = held.voteWith(approval, token, true, "load");
                }
                Thread.sleep(300);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (UncheckedIOException | AssertionError e) {
                log.atInfo().addKeyValue("cause", e.toString()).log("the approver tries again");
            }
        }
    }

    /// Clients stop asking, and the approver goes when the last of them has its answer.
    private static void settleWhatIsHeld(Load load, Thread approver) throws InterruptedException {
        Thread.sleep(Duration.ofSeconds(3));
        load.close();
        approver.interrupt();
        approver.join();
    }

    private void countsAgree(Load load, double grown) throws SQLException {
        try (Connection store = TargetDatabase.store(portcullis).connect();
                Statement statement = store.createStatement()) {
            await("everything that a client was told is on record")
                    .atMost(RECOVERY)
                    .pollInterval(Duration.ofSeconds(2))
                    .until(() -> new HashSet<>(intents(statement)).containsAll(load.answered()));
            List<String> intents = intents(statement);
            assertThat(intents).doesNotHaveDuplicates();
            String chains = "(SELECT chain_id FROM audit.event WHERE kind = 'command.intent'"
                    + " AND position(convert_to('" + mark + "', 'UTF8') IN body) > 0)";
            // The last refusal before a kill may not have reached the disk: nothing was to happen after it.
            long refusals = number(
                    statement,
                    "SELECT count(*) FROM audit.event WHERE kind = 'command.refused' AND chain_id IN " + chains);
            assertThat(refusals).isGreaterThanOrEqualTo(load.refused() - load.lost());
            assertThat(number(
                            statement,
                            "SELECT count(*) FROM (SELECT chain_id FROM audit.event WHERE chain_id IN " + chains
                                    + " GROUP BY chain_id HAVING count(*) <> max(seq) - min(seq) + 1) AS gaps"))
                    .as("chains with a gap")
                    .isZero();
            assertThat(number(
                            statement,
                            "SELECT count(*) FROM audit.event AS e LEFT JOIN audit.log_leaf AS l USING (event_id)"
                                    + " WHERE l.event_id IS NULL"))
                    .as("events without a leaf")
                    .isZero();
            long consumed = consumed();
            assertThat(grown).as("what ran").isBetween((double) load.updated(), (double) consumed);
            log.atInfo()
                    .addKeyValue("answered", load.answered().size())
                    .addKeyValue("intents", intents.size())
                    .addKeyValue("refusedToClients", load.refused())
                    .addKeyValue("refusalsOnRecord", refusals)
                    .addKeyValue("sessionsLost", load.lost())
                    .addKeyValue("updatesAcknowledged", load.updated())
                    .addKeyValue("updatesAtTarget", (long) grown)
                    .addKeyValue("approvalsUsed", consumed)
                    .log("two of each");
            assertThat(load.answered()).hasSizeGreaterThan(100);
            assertThat(load.refused()).isGreaterThan(10);
            assertThat(load.updated()).isGreaterThan(2);
        }
        await("the log is signed and sound")
                .atMost(RECOVERY)
                .pollInterval(Duration.ofSeconds(2))
                .untilAsserted(() -> {
                    RunningPortcullis.Output verified = portcullis.script("verify");
                    assertThat(verified.exitCode()).as(verified.text()).isZero();
                });
    }

    private long consumed() {
        HeldCommands held = new HeldCommands(portcullis);
        return voted.stream()
                .filter(id -> held.get(id).path("state").asString().equals("CONSUMED"))
                .count();
    }

    private List<String> intents(Statement statement) throws SQLException {
        Pattern own = Pattern.compile(Pattern.quote(mark) + "-\\d+-");
        List<String> marks = new ArrayList<>();
        try (ResultSet row = statement.executeQuery(
                "SELECT convert_from(body, 'UTF8') FROM audit.event WHERE kind = 'command.intent'"
                        + " AND position(convert_to('" + mark + "-', 'UTF8') IN body) > 0")) {
            while (row.next()) {
                Matcher found = own.matcher(row.getString(1));
                if (found.find()) {
                    marks.add(found.group());
                }
            }
        }
        return marks;
    }

    private double totals() throws SQLException {
        try (Connection target = TargetDatabase.of(portcullis).connect();
                Statement statement = target.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT sum(total) FROM orders WHERE id IN (" + FIRST_ORDER + ", " + SECOND_ORDER + ")")) {
            assertThat(row.next()).isTrue();
            return row.getDouble(1);
        }
    }

    private static long number(Statement statement, String query) throws SQLException {
        try (ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getLong(1);
        }
    }
}

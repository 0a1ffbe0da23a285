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
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/// Two gateways, two approval services and two audit services under load: of each kind one is killed and one is rolled.
/// Whatever a client was told has its record, no record is missing between two others or there twice, what was approved
/// ran once, and nothing forbidden or unmasked came through at any moment.
class TwoOfEachIT {
    private static final Logger log = LoggerFactory.getLogger(TwoOfEachIT.class);
    private static final Duration RECOVERY = Duration.ofMinutes(4);
    private static final int FIRST_ORDER = 41;
    private static final int SECOND_ORDER = 42;

    private final RunningPortcullis portcullis = RunningPortcullis.shared();
    private final HeldCommands held = new HeldCommands(portcullis);
    private final String approver = portcullis.token("approver", "--ttl", "3600");
    private final String mark = "two-" + System.nanoTime();
    private final Set<String> voted = ConcurrentHashMap.newKeySet();

    @Test
    void killedAndRolledUnderLoadNothingIsLostDoubledOrWronglyAllowed(@TempDir Path journal) throws Exception {
        double before = totals();
        int first = portcullis.port("postgres");
        int second = FreePort.find();
        Load load = new Load(portcullis, mark);
        try (SecondInstance approval = SecondInstance.of(portcullis, "approval");
                SecondInstance audit = SecondInstance.of(portcullis, "audit");
                SecondInstance gateway =
                        SecondInstance.gateway(portcullis, second, journal, List.of(approval, audit), List.of())) {
            List.of(approval, audit, gateway).forEach(SecondInstance::awaitHealthy);
            Thread voting = Thread.ofVirtual().start(this::approveUntilInterrupted);
            try (load) {
                for (int port : List.of(first, second)) {
                    load.reads(port);
                    load.triesForbidden(port);
                }
                load.updates(first, FIRST_ORDER);
                load.updates(second, SECOND_ORDER);
                load.awaitEveryoneServed();
                killThenRoll(load, "audit", "audit", audit);
                killThenRoll(load, "approval", "approval", approval);
                killThenRoll(load, "gateway", "gateway-management", gateway);
            }
            // Clients went when their last command had its answer; only then does the approver.
            voting.interrupt();
            voting.join();
            countsAgree(load, totals() - before);
        }
    }

    /// Kills the run's own, which the launcher starts again, and rolls the other.
    private void killThenRoll(Load load, String part, String health, SecondInstance other) throws InterruptedException {
        long killed = portcullis.pid(part);
        portcullis.signal(part, "KILL");
        await("the launcher starts " + part + " again")
                .atMost(RECOVERY)
                .pollInterval(Duration.ofMillis(500))
                .ignoreException(UncheckedIOException.class)
                .until(() -> portcullis.pid(part) != killed);
        portcullis.awaitHealthy(portcullis.port(health));
        load.awaitEveryoneServed();
        other.roll();
        load.awaitEveryoneServed();
    }

    private void approveUntilInterrupted() {
        try {
            while (true) {
                approveWhatIsPending();
                Thread.sleep(Duration.ofMillis(500));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void approveWhatIsPending() {
        try {
            for (JsonNode approval : held.pending(mark, approver)) {
                // Also when no answer comes: the vote may have been counted.
                voted.add(approval.path("id").asString());
                var _ = held.voteWith(approval, approver, true, "load");
            }
        } catch (UncheckedIOException | AssertionError | IllegalStateException e) {
            log.atDebug().addKeyValue("cause", e.toString()).log("the approver tries again");
        }
    }

    private void countsAgree(Load load, double grown) throws SQLException {
        assertThat(load.wrong()).isEmpty();
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
            assertThat(load.updated()).isGreaterThan(10);
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
        return voted.stream()
                .filter(id -> portcullis
                        .json("/api/approvals/v1/approvals/" + id, approver)
                        .path("state")
                        .asString()
                        .equals("CONSUMED"))
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

// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.portcullis.testing.FreePort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
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
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/// Two gateways and two of each other service under load: of each kind one is killed and one is rolled.
/// The gateways have policy services of different reach: one knows the run's own alone, the other both
/// behind one address. Whatever a client was told has its record, no record is missing between two others
/// or there twice, what was approved ran once, and nothing forbidden or unmasked came through at any
/// moment.
class TwoOfEachIT {
    private static final Logger log = LoggerFactory.getLogger(TwoOfEachIT.class);
    private static final Duration RECOVERY = Duration.ofMinutes(4);
    private static final int FIRST_ORDER = 41;
    private static final int SECOND_ORDER = 42;
    private static final Duration FAILOVER = Duration.ofMinutes(2);
    private static final Duration CHANGE = Duration.ofMinutes(2);
    private static final List<String> COLUMNS = List.of("id", "order_id", "amount", "method");

    private final RunningPortcullis portcullis = RunningPortcullis.shared();
    private final HeldCommands held = new HeldCommands(portcullis);
    private final String agentToken = portcullis.token("agent", "--ttl", "3600");
    private final String approver = portcullis.token("approver", "--ttl", "3600");
    private final String mark = "two-" + System.nanoTime();
    private final Set<String> voted = ConcurrentHashMap.newKeySet();

    @TempDir
    private Path directory;

    @Test
    void killedAndRolledUnderLoadNothingIsLostDoubledOrWronglyAllowed(@TempDir Path journal) throws Exception {
        double before = totals();
        int first = portcullis.port("postgres");
        int second = FreePort.find();
        Load load = new Load(portcullis, mark);
        try (SecondInstance approval = SecondInstance.of(portcullis, "approval");
                SecondInstance audit = SecondInstance.of(portcullis, "audit");
                SecondInstance policy = SecondInstance.of(portcullis, "policy");
                Balancer policies = new Balancer(List.of(portcullis.port("policy"), policy.port()));
                SecondInstance gateway = SecondInstance.gateway(
                        portcullis,
                        second,
                        journal,
                        List.of(approval, audit),
                        List.of("--portcullis.services.policy=" + policies.address()))) {
            List.of(approval, audit, policy, gateway).forEach(SecondInstance::awaitHealthy);
            Thread voting = Thread.ofVirtual().start(this::approveUntilInterrupted);
            try (load) {
                for (int port : List.of(first, second)) {
                    load.reads(port);
                    load.triesForbidden(port);
                }
                load.updates(first, FIRST_ORDER);
                load.updates(second, SECOND_ORDER);
                load.awaitEveryoneServed();
                changesReachAll(first, second);
                killThenRoll(load, "audit", "audit", audit, () -> {});
                // Who has another one behind the same address is served meanwhile.
                killThenRoll(load, "policy", "policy", policy, () -> load.awaitServedAt(second, FAILOVER));
                changesReachAll(first, second);
                assertThat(policies.taken(portcullis.port("policy"))).isPositive();
                assertThat(policies.taken(policy.port())).isPositive();
                killThenRoll(load, "approval", "approval", approval, () -> {});
                killThenRoll(load, "gateway", "gateway-management", gateway, () -> {});
            }
            // Clients went when their last command had its answer; only then does the approver.
            voting.interrupt();
            voting.join();
            countsAgree(load, totals() - before);
        }
    }

    /// A change of policy counts at every gateway soon, and from then on for every command, whichever
    /// policy service is asked; taken back it counts no more.
    private void changesReachAll(int... listeners) throws SQLException, IOException {
        apply("sql.uses(\"public.payments\")");
        try {
            for (int listener : listeners) {
                try (Connection agent = portcullis.connectTo(listener, agentToken, "orders", Map.of());
                        Statement statement = agent.createStatement()) {
                    await("the change at " + listener)
                            .atMost(CHANGE)
                            .pollInterval(Duration.ofMillis(50))
                            .until(() -> !isAllowed(statement, List.of("id")));
                    // Each of these is another question to policy.
                    for (int columns = 1; columns < (1 << COLUMNS.size()); columns++) {
                        int chosen = columns;
                        List<String> asked = IntStream.range(0, COLUMNS.size())
                                .filter(i -> (chosen & (1 << i)) != 0)
                                .mapToObj(COLUMNS::get)
                                .toList();
                        assertThat(isAllowed(statement, asked))
                                .as("%s at %s", asked, listener)
                                .isFalse();
                    }
                }
            }
        } finally {
            apply("false");
        }
        for (int listener : listeners) {
            try (Connection agent = portcullis.connectTo(listener, agentToken, "orders", Map.of());
                    Statement statement = agent.createStatement()) {
                await("the change back at " + listener).atMost(CHANGE).until(() -> isAllowed(statement, List.of("id")));
            }
        }
    }

    private static boolean isAllowed(Statement statement, List<String> columns) throws SQLException {
        String sql = "SELECT " + String.join(", ", columns) + " FROM payments LIMIT 1";
        try (ResultSet _ = statement.executeQuery(sql)) {
            return true;
        } catch (SQLException e) {
            if (!String.valueOf(e.getMessage()).contains("Not now.")) {
                throw e;
            }
            return false;
        }
    }

    /// Denies what a condition names.
    private void apply(String when) throws IOException {
        Path file = Files.writeString(directory.resolve("two-of-each.yaml"), """
                apiVersion: portcullis.dev/v1
                kind: Policy
                metadata: {name: two-of-each}
                match: {connections: [orders]}
                rules:
                  - {name: not-now, effect: deny, when: '%s', message: Not now.}
                """.formatted(when));
        RunningPortcullis.Output applied = portcullis.script("policy", "apply", file.toString());
        assertThat(applied.exitCode()).as(applied.text()).isZero();
    }

    /// Kills the run's own, which the launcher starts again, and rolls the other.
    private void killThenRoll(Load load, String part, String health, SecondInstance other, Runnable meanwhile)
            throws InterruptedException {
        long killed = portcullis.pid(part);
        portcullis.signal(part, "KILL");
        meanwhile.run();
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
            String refused =
                    "SELECT count(*) FROM audit.event WHERE kind = 'command.refused' AND chain_id IN " + chains;
            await("what a client was told was refused is on record")
                    .atMost(RECOVERY)
                    .pollInterval(Duration.ofSeconds(2))
                    .until(() -> number(statement, refused) >= load.refused() - load.lost());
            long refusals = number(statement, refused);
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

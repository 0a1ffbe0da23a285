// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.portcullis.testing.FreePort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Gateways, broker, audit service and store are killed, the broker hangs, the journal's disk is full, at moments that
/// chance chooses and under load. Afterwards: what was produced is stored, once, in each chain's order; nothing has
/// happened at the target that was not on record before; nothing that a client was told was refused has happened.
///
/// `-Dportcullis.chaos.seed=N` plays a seed that a run printed again.
class ChaosIT {
    private static final long SEED = Long.getLong("portcullis.chaos.seed", System.nanoTime());
    private static final Duration RECOVERY = Duration.ofMinutes(3);
    private static final int CLIENTS_EACH = 3;
    private static final long SLACK = 24L << 20;
    private static final long BALLAST = 48L << 20;
    /// Written by the audit service into its own table first, and to the topic later.
    private static final String OWN_CHAIN = "svc-audit";

    private final RunningPortcullis portcullis = RunningPortcullis.shared();
    private final AuditTopic topic = new AuditTopic(portcullis);
    private final String mark = "chaos-" + System.nanoTime();

    @Test
    void whateverDiesWhateverHappenedIsOnRecordBeforeAndWhatIsOnRecordIsStored() throws Exception {
        System.out.println("Chaos by -Dportcullis.chaos.seed=" + SEED);
        int first = portcullis.port("postgres");
        int second = FreePort.find();
        var _ = ClientsDatabase.shared();
        Path journal = journalDirectory();
        ChaosClients clients = new ChaosClients(portcullis, mark);
        try (SecondInstance gateway = SecondInstance.gateway(portcullis, second, journal, List.of(), limits(journal))) {
            gateway.awaitHealthy();
            Chaos.Ballast ballast = new Chaos.Ballast(journal.resolveSibling(journal.getFileName() + ".full"), BALLAST);
            Chaos chaos = new Chaos(portcullis, gateway, ballast, () -> awaitRefused(clients), SEED);
            try (clients) {
                for (int i = 0; i < CLIENTS_EACH; i++) {
                    clients.start(first);
                    clients.start(second);
                }
                chaos.happen();
                awaitServedAgain(clients, List.of(first, second));
            }
            countsAgree(clients);
        } finally {
            delete(journal);
        }
    }

    /// In memory, where nobody else takes or gives room meanwhile; where there is none, with the other files.
    private static Path journalDirectory() throws IOException {
        Path memory = Path.of("/dev/shm");
        boolean roomy = Files.isWritable(memory) && Files.getFileStore(memory).getUsableSpace() > 2 * (SLACK + BALLAST);
        return roomy
                ? Files.createTempDirectory(memory, "portcullis-journal")
                : Files.createTempDirectory("portcullis-journal");
    }

    /// A disk that is full once the ballast lies on it, and room for little more than a moment of Kafka's absence.
    private static List<String> limits(Path journal) throws IOException {
        long usable = Files.getFileStore(journal).getUsableSpace();
        return List.of(
                "--portcullis.audit.segment-size=4MB",
                "--portcullis.audit.max-size=1MB",
                "--portcullis.audit.min-free=" + (usable - SLACK) + "B");
    }

    private static void awaitRefused(ChaosClients clients) {
        int before = clients.unrecordable();
        await("clients of a gateway that cannot record are refused")
                .atMost(RECOVERY)
                .until(() -> clients.unrecordable() > before);
    }

    private static void awaitServedAgain(ChaosClients clients, List<Integer> ports) {
        for (int port : ports) {
            int before = clients.served(port);
            await("clients are served again")
                    .atMost(RECOVERY)
                    .until(() -> clients.served(port) > before + 10 * CLIENTS_EACH);
        }
    }

    private void countsAgree(ChaosClients clients) throws SQLException {
        assertThat(clients.wrong()).isEmpty();
        try (Connection store = TargetDatabase.store(portcullis).connect();
                Statement statement = store.createStatement()) {
            List<AuditTopic.Entry> records = awaitStored(statement);
            Map<String, AuditTopic.Entry> events = distinct(records);
            chainsAreInOrder(events);
            Map<String, AuditTopic.Entry> intents = byName(events, "command.intent");
            Map<String, Instant> effects = effects();
            long leaves = number(statement, "SELECT count(*) FROM audit.log_leaf");
            Set<String> refusals = byName(events, "command.refused").keySet();
            System.out.println("Chaos survived: "
                    + clients.sent().size() + " commands sent, "
                    + clients.answered().size() + " answered, "
                    + clients.refused().size() + " refused ("
                    + clients.unrecordable() + " sessions and commands for want of a record), "
                    + clients.forbidden().size() + " forbidden ("
                    + refusals.size() + " on record), "
                    + clients.lost() + " sessions lost, "
                    + effects.size() + " effects at the target, "
                    + intents.size() + " intents, "
                    + records.size() + " records in the topic, "
                    + events.size() + " of them events, "
                    + stored(statement).size() + " events stored, "
                    + leaves + " leaves");
            assertThat(effects.keySet()).as("told that it is there").containsAll(clients.answered());
            assertThat(effects.keySet())
                    .as("told that it was refused")
                    .doesNotContainAnyElementsOf(clients.refused().keySet());
            assertThat(intents.keySet()).as("on record").containsAll(effects.keySet());
            effects.forEach((name, at) -> assertThat(Instant.ofEpochMilli(
                            intents.get(name).event().path("time").asLong()))
                    .as("on record before it happened: %s", name)
                    .isBeforeOrEqualTo(at));
            outcomesComeAfter(events, intents);
            // The last refusal before a kill may not have reached the disk: nothing was to happen after it.
            assertThat(refusals.stream().filter(clients.forbidden()::contains).count())
                    .isGreaterThanOrEqualTo(clients.forbidden().size() - clients.lost());
            assertThat(number(
                            statement,
                            "SELECT count(*) FROM audit.event LEFT JOIN audit.log_leaf USING (event_id)"
                                    + " WHERE log_leaf.event_id IS NULL"))
                    .as("events without a leaf")
                    .isZero();
            assertThat(clients.answered()).hasSizeGreaterThan(100);
            assertThat(clients.forbidden()).hasSizeGreaterThan(10);
        }
        await("the log is signed and sound")
                .atMost(RECOVERY)
                .pollInterval(Duration.ofSeconds(2))
                .untilAsserted(() -> {
                    RunningPortcullis.Output verified = portcullis.script("verify");
                    assertThat(verified.exitCode()).as(verified.text()).isZero();
                });
    }

    /// Waits until topic and store hold the same bytes under the same names, and no journal holds anything back.
    private List<AuditTopic.Entry> awaitStored(Statement statement) {
        List<AuditTopic.Entry> records = new ArrayList<>();
        await("what was produced is stored, and nothing else")
                .atMost(RECOVERY)
                .pollInterval(Duration.ofSeconds(2))
                .untilAsserted(() -> {
                    records.clear();
                    records.addAll(topic.events());
                    Map<String, String> produced = new HashMap<>();
                    for (AuditTopic.Entry record : records) {
                        String before = produced.put(record.id(), record.sha256());
                        assertThat(before == null || before.equals(record.sha256()))
                                .as("sent twice, with the same bytes: %s", record.id())
                                .isTrue();
                    }
                    assertThat(stored(statement)).isEqualTo(produced);
                });
        return records;
    }

    private static Map<String, String> stored(Statement statement) throws SQLException {
        Map<String, String> stored = new HashMap<>();
        try (ResultSet row = statement.executeQuery("SELECT event_id, encode(sha256(body), 'hex') FROM audit.event")) {
            while (row.next()) {
                stored.put(row.getString(1), row.getString(2));
            }
        }
        return stored;
    }

    private static Map<String, AuditTopic.Entry> distinct(List<AuditTopic.Entry> records) {
        Map<String, AuditTopic.Entry> events = new LinkedHashMap<>();
        records.forEach(record -> events.putIfAbsent(record.id(), record));
        return events;
    }

    private static void chainsAreInOrder(Map<String, AuditTopic.Entry> events) {
        Map<String, Long> last = new HashMap<>();
        Map<String, String> head = new HashMap<>();
        for (AuditTopic.Entry event : events.values()) {
            if (event.chain().equals(OWN_CHAIN)) {
                continue;
            }
            long before = last.getOrDefault(event.chain(), 0L);
            assertThat(event.sequence()).as("the next of %s", event.chain()).isEqualTo(before + 1);
            assertThat(event.details().path("prev").asString())
                    .as("%s names the one before it", event.id())
                    .isEqualTo(head.getOrDefault(event.chain(), "0".repeat(64)));
            last.put(event.chain(), event.sequence());
            head.put(event.chain(), event.sha256());
        }
    }

    private static void outcomesComeAfter(Map<String, AuditTopic.Entry> events, Map<String, AuditTopic.Entry> intents) {
        Map<String, AuditTopic.Entry> byCommand = intents.values().stream()
                .collect(Collectors.toMap(
                        intent -> intent.details().path("commandId").asString(), intent -> intent));
        long outcomes = events.values().stream()
                .filter(event -> event.kind().equals("command.outcome"))
                .filter(event ->
                        byCommand.containsKey(event.details().path("commandId").asString()))
                .peek(outcome -> {
                    AuditTopic.Entry intent =
                            byCommand.get(outcome.details().path("commandId").asString());
                    assertThat(outcome.chain()).isEqualTo(intent.chain());
                    assertThat(outcome.sequence()).isGreaterThan(intent.sequence());
                })
                .count();
        assertThat(outcomes).isPositive();
    }

    /// Events of a kind by the name of the row that their command is about.
    private Map<String, AuditTopic.Entry> byName(Map<String, AuditTopic.Entry> events, String kind) {
        Pattern name = Pattern.compile(Pattern.quote(mark) + "-\\d+-");
        Map<String, AuditTopic.Entry> found = new HashMap<>();
        for (AuditTopic.Entry event : events.values()) {
            Matcher matcher = name.matcher(event.text());
            if (event.kind().equals(kind) && matcher.find()) {
                assertThat(found.put(matcher.group(), event))
                        .as("recorded once: %s", event.id())
                        .isNull();
            }
        }
        return found;
    }

    /// When which row came to be, by the target's clock, which is this machine's.
    private Map<String, Instant> effects() throws SQLException {
        Map<String, Instant> effects = new HashMap<>();
        Set<String> twice = new HashSet<>();
        try (Connection target = TargetDatabase.clients(portcullis).connect();
                Statement statement = target.createStatement();
                ResultSet row =
                        statement.executeQuery("SELECT name, at FROM effects WHERE name LIKE '" + mark + "-%'")) {
            while (row.next()) {
                if (effects.put(row.getString(1), row.getTimestamp(2).toInstant()) != null) {
                    twice.add(row.getString(1));
                }
            }
        }
        assertThat(twice).as("happened twice").isEmpty();
        return effects;
    }

    private static long number(Statement statement, String query) throws SQLException {
        try (ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getLong(1);
        }
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}

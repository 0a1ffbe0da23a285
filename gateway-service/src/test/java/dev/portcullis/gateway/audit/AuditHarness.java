// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.audit;

import dev.portcullis.contracts.Topics;
import dev.portcullis.contracts.audit.RecordingHeaders;
import dev.portcullis.contracts.command.SqlFacts;
import dev.portcullis.contracts.command.SqlStatement;
import dev.portcullis.contracts.connection.Connection;
import dev.portcullis.contracts.decision.Decision;
import dev.portcullis.contracts.decision.DecisionRequest.SessionReference;
import dev.portcullis.contracts.decision.Obligations;
import dev.portcullis.contracts.identity.Identity;
import dev.portcullis.gateway.access.AuditLog;
import dev.portcullis.gateway.access.CommandRequest;
import dev.portcullis.gateway.access.Refusal;
import dev.portcullis.gateway.access.SessionAudit;
import dev.portcullis.gateway.audit.journal.Journal;
import dev.portcullis.gateway.audit.journal.ShipPosition;
import dev.portcullis.gateway.audit.journal.Shipper;
import dev.portcullis.merkle.SignerKey;
import dev.portcullis.testing.FakeClock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.springframework.util.unit.DataSize;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The whole trail from an event to what Kafka is given, with Kafka's own stand-in for a producer.
final class AuditHarness implements AutoCloseable {
    static final JsonMapper JSON = JsonMapper.builder().build();
    static final RecordingProperties RECORDINGS = new RecordingProperties(
            DataSize.ofKilobytes(64), 100, DataSize.ofKilobytes(256), DataSize.ofKilobytes(16), Duration.ofSeconds(1));

    static final SignerKey KEY = SignerKey.generate("gw-1");
    private static final Duration SELDOM = Duration.ofMinutes(10);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    final FakeClock clock = FakeClock.create();
    final MockProducer<byte[], byte[]> kafka;
    final JournaledAuditLog log;
    private final Journal journal;
    private final AuditTrail trail;
    private final boolean answers;
    private boolean closed;

    AuditHarness(Path directory) throws IOException {
        this(directory, DataSize.ofMegabytes(64));
    }

    AuditHarness(Path directory, DataSize maxSize) throws IOException {
        this(directory, maxSize, Connection.Durability.LOCAL, true, SELDOM);
    }

    /// A gateway that says so often what sessions it has.
    static AuditHarness beating(Path directory, Duration every) throws IOException {
        return new AuditHarness(directory, DataSize.ofMegabytes(64), Connection.Durability.LOCAL, true, every);
    }

    /// A gateway that keeps all records with at least that durability, while Kafka takes records and says nothing.
    static AuditHarness withSilentKafka(Path directory, Connection.Durability least) throws IOException {
        return new AuditHarness(directory, DataSize.ofMegabytes(64), least, false, SELDOM);
    }

    private AuditHarness(
            Path directory, DataSize maxSize, Connection.Durability least, boolean answers, Duration heartbeat)
            throws IOException {
        this.kafka = new MockProducer<>(answers, null, new ByteArraySerializer(), new ByteArraySerializer()) {
            // The stand-in's own answers all that was not.
            @Override
            public synchronized void flush() {
                if (answers) {
                    super.flush();
                }
            }
        };
        AuditProperties properties = new AuditProperties(
                "gw-1",
                directory,
                DataSize.ofMegabytes(2),
                maxSize,
                DataSize.ofMegabytes(32),
                DataSize.ofBytes(0),
                Duration.ofMillis(20),
                least,
                PATIENCE);
        ShipPosition position = ShipPosition.open(directory);
        this.answers = answers;
        this.journal = Journal.open(directory, properties.limits(), position.read(), _ -> {});
        Shipper shipper = new Shipper(journal, position, () -> kafka, properties.quorumTimeout());
        this.trail = new AuditTrail(
                properties,
                RECORDINGS,
                new HeartbeatProperties(directory, heartbeat),
                KEY,
                journal,
                shipper,
                answers ? PATIENCE : Duration.ZERO,
                new EventCounts(new SimpleMeterRegistry()),
                clock);
        this.log = trail.auditLog();
        // The first one is said on a thread of its own: no session of a test is in it.
        await(() -> !history("gateway.heartbeat").isEmpty());
    }

    /// What was recorded before is on disk, and whoever was to hear of that has.
    void awaitWritten() {
        awaitOnDisk();
        // Goes to disk after the journal has told of what went there before it.
        log.turnedAway("postgres", "127.0.0.1", "nobody", "orders", new Refusal.Cancelled());
        awaitOnDisk();
    }

    private void awaitOnDisk() {
        await(() -> !journal.holdsUnshipped());
    }

    /// The events of a kind that Kafka was given so far.
    List<String> history(String kind) {
        return kafka.history().stream()
                .map(record -> text(record.value()))
                .filter(event -> event.contains("\"kind\":\"" + kind + "\""))
                .toList();
    }

    static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("did not happen in time");
            }
            LockSupport.parkNanos(Duration.ofMillis(2).toNanos());
        }
    }

    SessionAudit session(String id, Connection connection) {
        return log.open(new SessionReference(id, "postgres", "10.0.3.7", clock.instant()), identity(), connection);
    }

    /// Stops the gateway, so that all is shipped, and gives the events' exact bytes of one chain.
    List<String> chain(String id) throws IOException {
        close();
        return kafka.history().stream()
                .filter(record -> record.topic().equals(Topics.AUDIT))
                .filter(record -> text(record.key()).startsWith(id))
                .map(record -> text(record.value()))
                .toList();
    }

    List<JsonNode> events(String id) throws IOException {
        return chain(id).stream().map(JSON::readTree).toList();
    }

    List<ProducerRecord<byte[], byte[]>> records(String topic) throws IOException {
        close();
        return kafka.history().stream()
                .filter(record -> record.topic().equals(topic))
                .toList();
    }

    /// The lines of a session's recording, its chunks in the order of their numbers.
    List<JsonNode> recording() throws IOException {
        StringBuilder lines = new StringBuilder();
        long expected = 1;
        for (ProducerRecord<byte[], byte[]> chunk : records(Topics.RECORDING)) {
            long number = Long.parseLong(
                    text(chunk.headers().lastHeader(RecordingHeaders.NUMBER).value()));
            if (number != expected++) {
                throw new AssertionError("chunk " + number);
            }
            try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(chunk.value()))) {
                lines.append(text(in.readAllBytes()));
            }
        }
        return lines.toString().lines().map(JSON::readTree).toList();
    }

    static CompletableFuture<Void> durable(Consumer<AuditLog.Durable> call) {
        CompletableFuture<Void> reached = new CompletableFuture<>();
        call.accept(new AuditLog.Durable() {
            @Override
            public void reached() {
                reached.complete(null);
            }

            @Override
            public void failed(Throwable cause) {
                reached.completeExceptionally(cause);
            }
        });
        return reached.orTimeout(60, TimeUnit.SECONDS);
    }

    static Connection connection(Connection.Durability durability, Connection.RecordingLevel recording) {
        return new Connection(
                "orders",
                "postgres",
                "db.internal",
                5432,
                "orders",
                Map.of(),
                new Connection.Tls("", ""),
                new Connection.Credential("env:U", "env:P"),
                durability,
                recording,
                1);
    }

    static Connection connection() {
        return connection(Connection.Durability.LOCAL, Connection.RecordingLevel.FULL);
    }

    static Identity identity() {
        return new Identity(
                "agent-7",
                "https://idp.example",
                "claude-code",
                List.of("agents"),
                List.of("agent"),
                List.of("orchestrator"),
                Map.of(),
                "jti-1",
                Instant.parse("2026-11-21T10:00:00Z"));
    }

    static Decision decision(Decision.Outcome outcome) {
        return new Decision(
                outcome,
                List.of(new Decision.Reason("orders-production", 3, "agents-read", "allow", "", false, false)),
                Obligations.NONE,
                outcome == Decision.Outcome.HOLD ? new Decision.ApprovalTerms("1 of dba", 900) : null,
                10,
                42,
                new Decision.CacheTerms(true, List.of()));
    }

    static CommandRequest command(String id, String kind, String text, List<String> parameters) {
        boolean reads = kind.equals("SELECT");
        SqlStatement statement = new SqlStatement(
                kind,
                List.of(kind),
                reads,
                !reads,
                false,
                false,
                true,
                true,
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of());
        SqlFacts facts = new SqlFacts(List.of(statement), reads, !reads, true, List.of(), "f");
        return new CommandRequest(id, text, parameters, facts, "digest");
    }

    static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        if (!closed) {
            closed = true;
            if (answers) {
                awaitOnDisk();
                await(log::isSettled);
            }
            trail.close();
        }
    }
}

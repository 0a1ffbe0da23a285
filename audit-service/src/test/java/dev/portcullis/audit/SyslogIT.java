// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.contracts.Topics;
import dev.portcullis.testing.CertificateAuthority;
import dev.portcullis.testing.KafkaBroker;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Events as CEF over syslog, to a collector that is there, is away, hangs, crashes, or is somebody else.
class SyslogIT {
    private static final Pattern ID = Pattern.compile(" externalId=(\\S+) ");
    private static final CertificateAuthority AUTHORITY = CertificateAuthority.create("collectors");
    private static final CertificateAuthority OTHERS = CertificateAuthority.create("somebody else");

    private static final int PARTITIONS = 6;

    @TempDir
    private static Path files;

    private KafkaBroker kafka;
    private AuditServer.Place place;
    private Gateway gateway;

    @BeforeEach
    void startKafka() throws ExecutionException, InterruptedException {
        kafka = KafkaBroker.start();
        // Whoever asks first for a topic that is not there has this broker make it, with one partition.
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            admin.createTopics(List.of(new NewTopic(Topics.AUDIT, PARTITIONS, (short) 1)))
                    .all()
                    .get();
        }
        place = AuditServer.Place.create(kafka);
        gateway = new Gateway(kafka);
    }

    @AfterEach
    void stopKafka() {
        gateway.close();
        kafka.close();
    }

    @Test
    void sendsNothingUnlessItIsToldWhere() {
        try (AuditServer server = AuditServer.start(place)) {
            assertThat(server.bean(MeterRegistry.class)
                            .find("portcullis.syslog.sent")
                            .counter())
                    .isNull();
        }
    }

    @Test
    void sendsEveryEventInOrderAndGoesOnWhereItWas() throws IOException {
        try (Collector collector = Collector.tls(AUTHORITY.issueForLoopback()).listen()) {
            Chain chain = new Chain("cef");
            try (AuditServer _ = AuditServer.start(place, believing(AUTHORITY, collector))) {
                gateway.emit(chain, chain.started("agent-7", "orders"), chain.intent(), chain.outcome(3));
                gateway.emitRaw("x", "no event".getBytes(java.nio.charset.StandardCharsets.UTF_8));
                awaitMessages(collector, 4);
                awaitSettled();
            }
            assertThat(idsOf(collector, chain)).doesNotHaveDuplicates().hasSize(3);
            assertThat(collector.messages())
                    .allMatch(message -> message.matches(
                            "(?s)<1(0[6-9]|10)>1 [0-9TZ:.-]+ portcullis portcullis - \\S+ - CEF:0\\|.*"))
                    .anyMatch(message -> message.contains("|record.unreadable|"));
            assertThat(kinds(collector, chain)).containsExactly("session.started", "command.intent", "command.outcome");
            int before = collector.messages().size();
            try (AuditServer _ = AuditServer.start(place, believing(AUTHORITY, collector))) {
                gateway.emit(chain, chain.ended("closed"));
                Eventually.until(
                        "the new one has arrived", () -> kinds(collector, chain).contains("session.ended"));
                awaitSettled();
            }
            assertThat(kinds(collector, chain)).as("none of the old ones again").hasSize(4);
            assertThat(collector.messages().size()).isGreaterThan(before);
        }
    }

    @Test
    void losesNothingWhileTheCollectorIsAwayAndStoresAllTheSame() {
        try (Collector collector = Collector.plain();
                AuditServer server = AuditServer.start(place, plain(collector))) {
            Chain chain = new Chain("away");
            gateway.emit(chain, chain.started("agent-7", "orders"));
            for (int i = 0; i < 300; i++) {
                gateway.emitLater(chain, chain.intent());
            }
            gateway.flush();
            Eventually.until("all is stored", () -> stored(server, chain) == 301);
            Eventually.until("what waits is told", () -> gauge(server, "lag") >= 301);
            assertThat(failures(server, "connect")).isPositive();
            assertThat(gauge(server, "connected")).isZero();
            collector.listen();
            Eventually.until("all has arrived", () -> kinds(collector, chain).size() == 301);
            awaitSettled();
            assertThat(gauge(server, "connected")).isEqualTo(1);
        }
    }

    @Test
    void sendsAgainWhatACollectorThatCrashedHadNotRead() {
        try (Collector collector = Collector.plain().listen()) {
            collector.crashAfter(40);
            try (AuditServer server = AuditServer.start(place, plain(collector))) {
                Chain chain = new Chain("crash");
                gateway.emit(chain, chain.started("agent-7", "orders"));
                for (int i = 0; i < 500; i++) {
                    gateway.emitLater(chain, chain.intent());
                }
                gateway.flush();
                Eventually.until("all has arrived", () -> new HashSet<>(idsOf(collector, chain)).size() == 501);
                awaitSettled();
                assertThat(failures(server, "broken")).isPositive();
                assertThat(collector.connections()).isGreaterThan(1);
            }
        }
    }

    @Test
    void waitsForACollectorThatHangsAndTriesAnotherConnectionInTheEnd() {
        try (Collector collector = Collector.plain().listen()) {
            collector.hang();
            try (AuditServer server =
                    AuditServer.start(place, more(plain(collector), "--portcullis.audit.syslog.timeout=2s"))) {
                Chain chain = new Chain("hang");
                gateway.emit(chain, chain.started("x".repeat(900), "orders"));
                // More than the buffers of two sockets on loopback hold.
                for (int i = 0; i < 20_000; i++) {
                    gateway.emitLater(chain, chain.started("x".repeat(900), "orders"));
                }
                gateway.flush();
                Eventually.until("the connection is given up", () -> failures(server, "broken") > 0);
                Eventually.until("all is stored", () -> stored(server, chain) == 20_001);
                assertThat(gauge(server, "lag")).isPositive();
                collector.goOn();
                Eventually.until("all has arrived", () -> new HashSet<>(idsOf(collector, chain)).size() == 20_001);
            }
        }
    }

    @Test
    void sendsNothingToSomebodyElse() throws IOException {
        for (X509Bundle certificate : List.of(OTHERS.issueForLoopback(), AUTHORITY.issueFor("collector.example"))) {
            try (Collector collector = Collector.tls(certificate).listen();
                    AuditServer server = AuditServer.start(place, believing(AUTHORITY, collector))) {
                Chain chain = new Chain("else");
                gateway.emit(chain, chain.started("agent-7", "orders"));
                Eventually.until("it has tried twice", () -> failures(server, "tls") > 1);
                assertThat(collector.connections()).isGreaterThan(1);
                assertThat(collector.messages()).isEmpty();
                assertThat(gauge(server, "connected")).isZero();
                Eventually.until("what waits is told", () -> gauge(server, "lag") > 0);
            }
        }
    }

    @Test
    void sendsNothingInTheClearToACollectorThatWantsTls() {
        try (Collector collector = Collector.tls(AUTHORITY.issueForLoopback()).listen();
                AuditServer server = AuditServer.start(place, plain(collector))) {
            Chain chain = new Chain("clear");
            gateway.emit(chain, chain.started("agent-7", "orders"));
            Eventually.until("it has tried", () -> failures(server, "broken") > 0);
            assertThat(collector.messages()).isEmpty();
            Eventually.until("what waits is told", () -> gauge(server, "lag") > 0);
        }
    }

    @Test
    void showsACertificateWhereOneIsAskedForAndCountsNothingAsSentWithout() throws IOException {
        try (Collector collector =
                Collector.mutual(AUTHORITY.issueForLoopback()).listen()) {
            Chain chain = new Chain("mutual");
            try (AuditServer server = AuditServer.start(place, believing(AUTHORITY, collector))) {
                gateway.emit(chain, chain.started("agent-7", "orders"));
                Eventually.until("it is not let in", () -> failures(server, "broken") + failures(server, "tls") > 0);
                assertThat(collector.messages()).isEmpty();
                Eventually.until("what waits is told", () -> gauge(server, "lag") > 0);
            }
            X509Bundle own = AUTHORITY.issueForClient("audit-service");
            Path certificate = write("own.crt", own.getCertificatePathPEM());
            Path key = write("own.key", own.getPrivateKeyPEM());
            try (AuditServer _ = AuditServer.start(
                    place,
                    more(
                            believing(AUTHORITY, collector),
                            "--spring.ssl.bundle.pem.collector.keystore.certificate=file:" + certificate,
                            "--spring.ssl.bundle.pem.collector.keystore.private-key=file:" + key))) {
                Eventually.until("it arrives", () -> kinds(collector, chain).size() == 1);
                awaitSettled();
            }
        }
    }

    private static String[] believing(CertificateAuthority authority, Collector collector) throws IOException {
        Path file = write("ca-" + System.nanoTime() + ".crt", authority.certificatePem());
        return new String[] {
            "--portcullis.audit.syslog.host=localhost",
            "--portcullis.audit.syslog.port=" + collector.port(),
            "--portcullis.audit.syslog.bundle=collector",
            "--portcullis.audit.syslog.retry-after=100ms",
            "--portcullis.audit.syslog.settle=500ms",
            "--spring.ssl.bundle.pem.collector.truststore.certificate=file:" + file
        };
    }

    private static String[] plain(Collector collector) {
        return new String[] {
            "--portcullis.audit.syslog.host=localhost",
            "--portcullis.audit.syslog.port=" + collector.port(),
            "--portcullis.audit.syslog.transport=tcp",
            "--portcullis.audit.syslog.retry-after=100ms",
            "--portcullis.audit.syslog.settle=500ms"
        };
    }

    private static String[] more(String[] arguments, String... others) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of(others));
        return all.toArray(String[]::new);
    }

    private static Path write(String name, String pem) throws IOException {
        return Files.writeString(files.resolve(name), pem);
    }

    private static void awaitMessages(Collector collector, int count) {
        Eventually.until(count + " messages", () -> collector.messages().size() >= count);
    }

    /// Until the group has committed everything that is on the topic.
    private void awaitSettled() {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            Eventually.until("everything counts as sent", () -> committed(admin) == ends(admin));
        }
    }

    private static long committed(Admin admin) {
        try {
            return admin
                    .listConsumerGroupOffsets("portcullis-audit-syslog")
                    .partitionsToOffsetAndMetadata()
                    .get()
                    .values()
                    .stream()
                    .filter(Objects::nonNull)
                    .mapToLong(OffsetAndMetadata::offset)
                    .sum();
        } catch (ExecutionException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static long ends(Admin admin) {
        Map<TopicPartition, OffsetSpec> all = IntStream.range(0, PARTITIONS)
                .mapToObj(number -> new TopicPartition(Topics.AUDIT, number))
                .collect(Collectors.toMap(partition -> partition, _ -> OffsetSpec.latest()));
        try {
            return admin.listOffsets(all).all().get().values().stream()
                    .mapToLong(end -> end.offset())
                    .sum();
        } catch (ExecutionException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static double gauge(AuditServer server, String name) {
        return server.bean(MeterRegistry.class)
                .get("portcullis.syslog." + name)
                .gauge()
                .value();
    }

    private static double failures(AuditServer server, String reason) {
        return server.bean(MeterRegistry.class)
                .get("portcullis.syslog.failures")
                .tag("reason", reason)
                .counter()
                .count();
    }

    private static long stored(AuditServer server, Chain chain) {
        Long count =
                server.jdbc().queryForObject("SELECT count(*) FROM event WHERE chain_id = ?", Long.class, chain.id);
        return count == null ? 0 : count;
    }

    private static List<String> of(Collector collector, Chain chain) {
        return collector.messages().stream()
                .filter(message -> message.contains(" cs2=" + chain.id + " "))
                .toList();
    }

    private static List<String> kinds(Collector collector, Chain chain) {
        return of(collector, chain).stream()
                .map(message -> message.split("\\|", -1)[4])
                .toList();
    }

    private static List<String> idsOf(Collector collector, Chain chain) {
        return ids(of(collector, chain));
    }

    private static List<String> ids(List<String> messages) {
        List<String> ids = new ArrayList<>();
        for (String message : messages) {
            Matcher id = ID.matcher(message);
            if (id.find()) {
                ids.add(id.group(1));
            }
        }
        return ids;
    }
}

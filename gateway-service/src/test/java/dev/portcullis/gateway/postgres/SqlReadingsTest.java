// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.contracts.connection.Classification;
import dev.portcullis.contracts.connection.Connection;
import dev.portcullis.gateway.access.Connections;
import dev.portcullis.gateway.access.Credentials;
import dev.portcullis.sql.AnalyzedCommand;
import dev.portcullis.sql.Catalog;
import dev.portcullis.sql.CatalogSnapshot;
import dev.portcullis.sql.SqlAnalyzer;
import dev.portcullis.sql.SqlParser;
import dev.portcullis.sql.SqlParserLimits;
import dev.portcullis.sql.SqlRefused;
import io.netty.handler.ssl.SslContextBuilder;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/// A load takes a while; what changes meanwhile must not be taken for seen.
class SqlReadingsTest {
    private static final String NAME = "shop";
    private static final SqlParser PARSER = new SqlParser(SqlParserLimits.defaults());
    private static final SqlAnalyzer ANALYZER = new SqlAnalyzer(PARSER);

    @AfterAll
    static void close() {
        PARSER.close();
    }

    private final AtomicInteger loads = new AtomicInteger();
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);

    /// Runs at the end of each load.
    private Runnable loaded = () -> {};

    private final SqlReadings readings = new SqlReadings(
            new Reader(), new NoneClassified(), this::load, Duration.ofHours(1), 1_000, Clock.systemUTC());

    @Test
    void keepsWhatWasLoadedWhileNothingChanged() throws Exception {
        goOn.countDown();
        TargetReadings first = read();
        assertThat(readings.current(NAME)).isSameAs(first);
        assertThat(read()).isSameAs(first);
        assertThat(loads).hasValue(1);
    }

    @Test
    void loadsAgainWhatIsOutdated() throws Exception {
        goOn.countDown();
        TargetReadings first = read();
        readings.outdated(NAME);
        assertThat(readings.current(NAME)).isNull();
        assertThat(read()).isNotSameAs(first);
        assertThat(loads).hasValue(2);
    }

    @Test
    void anotherConnectionIsNotOutdated() throws Exception {
        goOn.countDown();
        TargetReadings first = read();
        readings.outdated("another");
        assertThat(readings.current(NAME)).isSameAs(first);
    }

    @Test
    void neitherKeepsNorUsesALoadThatBeganBeforeTheChange() throws Exception {
        try (ExecutorService sessions = Executors.newVirtualThreadPerTaskExecutor()) {
            CompletableFuture<TargetReadings> before = CompletableFuture.supplyAsync(this::readUnchecked, sessions);
            assertThat(begun.await(60, TimeUnit.SECONDS)).isTrue();
            readings.outdated(NAME);
            CompletableFuture<TargetReadings> after = CompletableFuture.supplyAsync(this::readUnchecked, sessions);
            goOn.countDown();

            assertThat(before.get(60, TimeUnit.SECONDS).version().changes()).isEqualTo(1);
            assertThat(after.get(60, TimeUnit.SECONDS).version().changes()).isEqualTo(1);
            assertThat(readings.current(NAME)).isSameAs(after.join());
            assertThat(loads).hasValue(2);
        }
    }

    /// Whoever makes tables without end does not keep others from working; nor does anything stay of it.
    @Test
    void usesOnceAndDoesNotKeepWhatChangesAllTheTime() throws Exception {
        goOn.countDown();
        loaded = () -> readings.outdated(NAME);
        TargetReadings used = read();
        assertThat(loads).hasValue(3);
        assertThat(used.version().changes()).isEqualTo(2);
        assertThat(readings.current(NAME)).isNull();
    }

    private TargetReadings readUnchecked() {
        try {
            return read();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private TargetReadings read() throws Exception {
        return readings.read(NAME, target(), List.of("SELECT 1"));
    }

    private Catalog load(String connection, Target target, List<Classification> classifications) {
        loads.incrementAndGet();
        begun.countDown();
        try {
            assertThat(goOn.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        loaded.run();
        return CatalogSnapshot.builder(List.of("public")).build();
    }

    private static Target target() throws Exception {
        return new Target(
                "localhost",
                1,
                "shop",
                "localhost",
                SslContextBuilder.forClient().build(),
                new Credentials.Credential("app", new Credentials.Secret("unused")),
                Map.of());
    }

    private static final class Reader implements SqlReadings.Analyzer {
        @Override
        public AnalyzedCommand analyze(String sql, Catalog catalog) throws SqlRefused {
            return ANALYZER.analyze(sql, catalog);
        }

        @Override
        public Optional<AnalyzedCommand> known(String sql, Catalog catalog) {
            return Optional.empty();
        }
    }

    private static final class NoneClassified implements Connections {
        @Override
        public Optional<Connection> find(String name) {
            return Optional.empty();
        }

        @Override
        public List<Connection> all() {
            return List.of();
        }

        @Override
        public List<Classification> classifications(String connection) {
            return List.of();
        }

        @Override
        public long generation() {
            return 0;
        }
    }
}

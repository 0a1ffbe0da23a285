// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.contracts.connection.Classification;
import dev.portcullis.contracts.connection.Connection;
import dev.portcullis.gateway.access.Connections;
import dev.portcullis.gateway.access.Credentials;
import dev.portcullis.gateway.access.DependencyUnavailable;
import dev.portcullis.gateway.access.Refusal;
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
import java.util.ArrayList;
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

    private final AtomicInteger looks = new AtomicInteger();
    private volatile String fingerprint = "first";
    /// Runs in each look at the fingerprint.
    private volatile Runnable looking = () -> {};

    private final SqlReadings readings = new SqlReadings(
            new Reader(), new NoneClassified(), new FakeTarget(), Duration.ofHours(1), 1_000, Clock.systemUTC());

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

    @Test
    void keepsWhatTheTargetSaysIsStillSo() throws Exception {
        goOn.countDown();
        TargetReadings first = read();
        assertThat(readAsOfNow()).isSameAs(first);
        assertThat(readAsOfNow()).isSameAs(first);
        assertThat(looks).hasValue(2);
        assertThat(loads).hasValue(1);
    }

    @Test
    void loadsAgainWhatTheTargetSaysIsNotSoAnyMore() throws Exception {
        goOn.countDown();
        TargetReadings first = read();
        fingerprint = "second";
        TargetReadings second = readAsOfNow();
        assertThat(second).isNotSameAs(first);
        assertThat(loads).hasValue(2);
        assertThat(readAsOfNow()).isSameAs(second);
        assertThat(loads).hasValue(2);
    }

    @Test
    void asksNothingOfATargetThatHasToBeLoadedAnyway() {
        goOn.countDown();
        readAsOfNow();
        assertThat(looks).hasValue(0);
        assertThat(loads).hasValue(1);
    }

    @Test
    void readsNothingWhileTheTargetDoesNotSay() throws Exception {
        goOn.countDown();
        read();
        fingerprint = "";
        assertThatThrownBy(this::readAsOfNow).cause().isInstanceOf(DependencyUnavailable.class);
        fingerprint = "first";
        readAsOfNow();
        assertThat(looks).as("the failed look answered nobody").hasValue(2);
    }

    /// A look that has begun before a call is none for it; one that begins after many calls is one for all of them.
    @Test
    void looksOnceForAllWhoWait() throws Exception {
        goOn.countDown();
        TargetReadings first = read();
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch leave = new CountDownLatch(1);
        looking = () -> {
            inside.countDown();
            await(leave);
        };
        Thread early = Thread.ofPlatform().start(this::readAsOfNow);
        await(inside);
        List<Thread> late = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            late.add(Thread.ofPlatform().start(() -> assertThat(readAsOfNow()).isSameAs(first)));
        }
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!late.stream().allMatch(thread -> thread.getState() == Thread.State.BLOCKED)) {
            assertThat(System.nanoTime()).as("all wait").isLessThan(deadline);
            Thread.sleep(5);
        }
        leave.countDown();
        early.join();
        for (Thread thread : late) {
            thread.join();
        }
        assertThat(looks).hasValue(2);
        assertThat(loads).hasValue(1);
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

    private TargetReadings readAsOfNow() {
        try {
            return readings.readAsOfNow(NAME, target(), List.of("SELECT 1"));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private final class FakeTarget implements SqlReadings.Loader {
        @Override
        public SqlReadings.Loaded load(String connection, Target target, List<Classification> classifications) {
            loads.incrementAndGet();
            begun.countDown();
            await(goOn);
            loaded.run();
            return new SqlReadings.Loaded(
                    CatalogSnapshot.builder(List.of("public")).build(), fingerprint);
        }

        @Override
        public String fingerprint(String connection, Target target) throws DependencyUnavailable {
            looks.incrementAndGet();
            looking.run();
            if (fingerprint.isEmpty()) {
                throw new DependencyUnavailable(Refusal.Dependency.TARGET, "down");
            }
            return fingerprint;
        }
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

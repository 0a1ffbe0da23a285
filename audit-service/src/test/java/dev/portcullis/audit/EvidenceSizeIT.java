// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.merkle.Verify;
import dev.portcullis.testing.KafkaBroker;
import java.lang.management.ManagementFactory;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/// How long a bundle of many events takes, and how much memory: the live heap of the service while it makes one (its
/// test included), and the smallest heap of those tried in which `verify` reads it. `benchmarks/audit-ingestion` runs
/// it.
@EnabledIfSystemProperty(named = "bundle", matches = "[0-9]+")
class EvidenceSizeIT {

    private static final int[] HEAPS = {32, 64, 128, 256, 512};
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);
    private static final long MEBI = 1 << 20;
    private static final String DAY = "{\"from\":\"2026-08-02T00:00:00Z\",\"to\":\"2026-08-03T00:00:00Z\"}";

    @TempDir
    Path folder;

    @Test
    void printsWhatABundleCosts() throws Exception {
        int events = Integer.getInteger("bundle");
        try (KafkaBroker broker = KafkaBroker.start();
                AuditServer server = AuditServer.start(
                        AuditServer.Place.create(broker), "--portcullis.audit.evidence.most-events=" + 2 * events);
                Gateway gateway = new Gateway(broker)) {
            server.pauseIngestion();
            long produced = Load.produce(gateway, events, Integer.MAX_VALUE);
            server.resumeIngestion();
            Eventually.until(
                    Duration.ofMinutes(5),
                    "all is stored",
                    () -> server.jdbc().queryForObject("SELECT count(*) FROM event", Long.class) >= produced);
            long from = System.nanoTime();
            Path bundle = export(server);
            print("export", produced, System.nanoTime() - from, Files.size(bundle) / MEBI + " MiB of zip");
            long live = live();
            print("export, looked at its memory", produced, 0, mostLive(server) - live + " MiB above " + live);
            verify(bundle, server.get("/v1/log/vkey", "auditor").body().strip(), produced);
        }
    }

    private Path export(AuditServer server) throws Exception {
        HttpResponse<Path> answer = server.evidence(
                DAY, "auditor", HttpResponse.BodyHandlers.ofFile(Files.createTempFile(folder, "bundle", ".zip")));
        assertThat(answer.statusCode()).isEqualTo(200);
        return answer.body();
    }

    private long mostLive(AuditServer server) throws Exception {
        AtomicLong most = new AtomicLong();
        // Now and then: each look stops everything else.
        Thread watch = Thread.ofPlatform().daemon().start(() -> {
            while (!Thread.currentThread().isInterrupted()) {
                most.accumulateAndGet(live(), Math::max);
                LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
            }
        });
        export(server);
        watch.interrupt();
        return most.get();
    }

    private static long live() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / MEBI;
    }

    private static void verify(Path bundle, String key, long events) throws Exception {
        String program = Path.of(Verify.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toURI())
                .toString();
        for (int heap : HEAPS) {
            long from = System.nanoTime();
            Process process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx" + heap + "m",
                            "-cp",
                            program,
                            Verify.class.getName(),
                            "bundle",
                            key,
                            bundle.toString())
                    .redirectErrorStream(true)
                    .start();
            String said = new String(process.getInputStream().readAllBytes(), UTF_8);
            if (process.waitFor() == 0) {
                print("verify", events, System.nanoTime() - from, "in " + heap + " MiB of heap");
                return;
            }
            assertThat(said).contains("OutOfMemoryError");
        }
        throw new AssertionError("no heap of those tried was enough");
    }

    private static void print(String name, long events, long nanos, String memory) {
        System.out.printf(
                "| %s | %d | %s | %s |%n", name, events, nanos == 0 ? "" : "%.1f s".formatted(nanos / 1e9), memory);
    }
}

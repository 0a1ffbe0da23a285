// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.testing.KafkaBroker;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/// How many events per second go from Kafka into the log, and what processor time an event costs: first as fast as
/// they are taken, then as they come while a gateway works; and between the rounds what PostgreSQL alone does with the
/// same bytes. `benchmarks/audit-ingestion` runs it.
@EnabledIfSystemProperty(named = "rate", matches = "[0-9]+")
class IngestRateIT {

    private static final int ROUNDS = 3;
    private static final int PACED_PER_SECOND = 5_000;

    @Test
    void printsTheRateAndWhatAnEventCosts() throws InterruptedException, SQLException, IOException {
        int events = Integer.getInteger("rate");
        try (KafkaBroker broker = KafkaBroker.start();
                AuditServer server = AuditServer.start(AuditServer.Place.create(broker));
                Gateway gateway = new Gateway(broker);
                BareCopy anchor = BareCopy.into(server.place)) {
            long stored = run(server, gateway, events, Optional.empty(), "to warm up");
            anchor.run(events);
            for (int round = 1; round <= ROUNDS; round++) {
                stored += run(server, gateway, events, Optional.empty(), "ingestion, as fast as it goes");
                print("bare COPY of the same bytes", events, anchor.run(events), "");
            }
            stored += run(server, gateway, events / 2, Optional.of(PACED_PER_SECOND), "ingestion, at 5,000 a second");
            assertThat(server.jdbc().queryForObject("SELECT count(*) FROM event", Long.class))
                    .isEqualTo(stored);
        }
    }

    private static long run(AuditServer server, Gateway gateway, int events, Optional<Integer> perSecond, String name)
            throws InterruptedException {
        if (perSecond.isEmpty()) {
            server.pauseIngestion();
        }
        long before = size(server);
        CpuClock cpu = new CpuClock(server);
        CpuClock.Reading cpuBefore = cpu.read();
        long from = System.nanoTime();
        long produced = Load.produce(gateway, events, perSecond.orElse(Integer.MAX_VALUE));
        if (perSecond.isEmpty()) {
            from = System.nanoTime();
            server.resumeIngestion();
        }
        await(server, before + produced);
        long took = System.nanoTime() - from;
        print(name, produced, took, cpu.read().since(cpuBefore).per(produced));
        return produced;
    }

    private static void print(String name, long events, long nanos, String cost) {
        System.out.printf("| %s | %d | %d | %s |%n", name, events, events * 1_000_000_000L / nanos, cost);
    }

    private static void await(AuditServer server, long size) throws InterruptedException {
        while (size(server) < size) {
            Thread.sleep(20);
        }
    }

    private static long size(AuditServer server) {
        return server.jdbc().queryForObject("SELECT size FROM tree_state", Long.class);
    }
}

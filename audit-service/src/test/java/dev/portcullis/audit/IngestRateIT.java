// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.testing.KafkaBroker;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// How many events per second go from Kafka into the log, and what processor time an event costs: first as fast as
/// they are taken, then as they come while a gateway works. Run it alone: `-Dit.test=IngestRateIT -Drate=100000`.
@EnabledIfSystemProperty(named = "rate", matches = "[0-9]+")
class IngestRateIT {

    private static final Logger log = LoggerFactory.getLogger(IngestRateIT.class);
    private static final int ROUNDS = 3;
    private static final int PACED_PER_SECOND = 5_000;
    private static final String STATEMENT =
            "\"statement\":\"" + "select id, name, email from customers where id = $1 ".repeat(10) + "\",\"rows\":1";
    private static final String PARTIES = """
            "actor":{"user":{"uid":"agent","name":"agent","type_id":4},"session":{"uid":"s","issuer":"http://issuer"}},\
            "src_endpoint":{"ip":"10.0.3.7","port":52144},"database":{"name":"orders","type_id":1},""";

    @Test
    void printsTheRateAndWhatAnEventCosts() throws InterruptedException {
        int events = Integer.getInteger("rate");
        try (KafkaBroker broker = KafkaBroker.start();
                AuditServer server = AuditServer.start(AuditServer.Place.create(broker));
                Gateway gateway = new Gateway(broker)) {
            long stored = run(server, gateway, events, Optional.empty(), "warm-up");
            for (int round = 1; round <= ROUNDS; round++) {
                stored += run(server, gateway, events, Optional.empty(), "backlog");
            }
            stored += run(server, gateway, events / 2, Optional.of(PACED_PER_SECOND), "paced");
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
        long produced = produce(gateway, events, perSecond.orElse(Integer.MAX_VALUE));
        if (perSecond.isEmpty()) {
            from = System.nanoTime();
            server.resumeIngestion();
        }
        await(server, before + produced);
        long took = System.nanoTime() - from;
        log.atInfo()
                .addKeyValue("events", produced)
                .addKeyValue("perSecond", produced * 1_000_000_000L / took)
                .addKeyValue("cost", cpu.read().since(cpuBefore).per(produced))
                .log("ingestion, {}", name);
        return produced;
    }

    private static long produce(Gateway gateway, int events, int perSecond) {
        List<Chain> chains = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            chains.add(new Chain("rate"));
        }
        long from = System.nanoTime();
        long sent = 0;
        while (sent < events) {
            for (Chain chain : chains) {
                String kind = chain.head.seq() % 2 == 0 ? "command.intent" : "command.outcome";
                gateway.emitLater(chain, event(chain, kind));
                sent++;
            }
            LockSupport.parkNanos(from + sent * 1_000_000_000L / perSecond - System.nanoTime());
        }
        gateway.flush();
        return sent;
    }

    // Ids as a gateway makes them.
    private static byte[] event(Chain chain, String kind) {
        return chain.event(chain.id + "-" + (chain.head.seq() + 1), kind, STATEMENT, PARTIES);
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

// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.testing.KafkaBroker;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// How many events per second go from Kafka into the log. Run it alone: `-Dit.test=IngestRateIT -Drate=100000`.
@EnabledIfSystemProperty(named = "rate", matches = "[0-9]+")
class IngestRateIT {

    private static final Logger log = LoggerFactory.getLogger(IngestRateIT.class);

    @Test
    void printsTheRate() throws InterruptedException {
        int events = Integer.getInteger("rate");
        try (KafkaBroker broker = KafkaBroker.start();
                AuditServer server = AuditServer.start(AuditServer.Place.create(broker));
                Gateway gateway = new Gateway(broker)) {
            long warm = produce(gateway, events / 5);
            await(server, warm);
            for (int round = 1; round <= 3; round++) {
                long from = System.nanoTime();
                long before = size(server);
                long produced = produce(gateway, events);
                long sent = System.nanoTime();
                await(server, before + produced);
                long done = System.nanoTime();
                log.atInfo()
                        .addKeyValue("events", produced)
                        .addKeyValue("producing", (sent - from) / 1_000_000 + " ms")
                        .addKeyValue("perSecond", produced * 1_000_000_000L / (done - from))
                        .log("ingestion rate, round {}", round);
            }
            assertThat(server.jdbc()
                            .queryForObject("SELECT count(*) FROM event WHERE chain_id = 'svc-audit'", Long.class))
                    .isZero();
        }
    }

    private static long produce(Gateway gateway, int events) {
        List<Chain> chains = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            chains.add(new Chain("rate"));
        }
        String statement = "\"statement\":\"" + "select id, name, email from customers where id = $1 ".repeat(10)
                + "\",\"rows\":1";
        long sent = 0;
        while (sent < events) {
            for (Chain chain : chains) {
                gateway.emitLater(chain, chain.event(Chain.newId(), "command.outcome", statement, ""));
                sent++;
            }
        }
        gateway.flush();
        return sent;
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

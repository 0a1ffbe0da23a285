// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.testing.KafkaBroker;
import dev.portcullis.tracing.Collector;
import dev.portcullis.tracing.Collector.Seen;
import dev.portcullis.tracing.TraceIds;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/// What a collector is told of events that are in the log now.
class TracesIT {

    @Test
    void eachEventOfACommandIsInItsTraceOnceItIsInTheLog() throws Exception {
        Chain chain = new Chain("s");
        String command = chain.id + "-c";
        byte[] started = chain.started("agent", "orders");
        byte[] intent = chain.intent();
        byte[] refused = chain.refused();
        try (Collector collector = Collector.start()) {
            try (KafkaBroker kafka = KafkaBroker.start();
                    AuditServer server = AuditServer.start(
                            AuditServer.Place.create(kafka), "--portcullis.tracing.endpoint=" + collector.endpoint());
                    Gateway gateway = new Gateway(kafka)) {
                gateway.emit(chain, started, intent, intent, refused);
                Eventually.until(
                        "the events are told", () -> collector.of(command).size() >= 2);
                gateway.emit(chain, intent, chain.ended("done"));
                Eventually.until("all are stored", () -> stored(server, chain) == 4);
            }
            // It has sent what was left by now.
            List<Seen> seen = collector.of(command);
            assertThat(seen)
                    .extracting(Seen::name)
                    .as("once, however often it is delivered")
                    .containsExactlyInAnyOrder("log command.intent", "log command.refused");
            assertThat(seen).allSatisfy(span -> {
                assertThat(span.service()).isEqualTo("audit-service");
                assertThat(span.parent()).isEqualTo(TraceIds.of(command).command());
            });
            assertThat(seen)
                    .extracting(Seen::about)
                    .contains(Map.of("portcullis.event.id", id(intent)), Map.of("portcullis.event.id", id(refused)));
            assertThat(collector.all())
                    .as("nothing of what is about no command")
                    .hasSameElementsAs(seen);
        }
    }

    private static long stored(AuditServer server, Chain chain) {
        return server.jdbc().queryForObject("SELECT count(*) FROM event WHERE chain_id = ?", Long.class, chain.id);
    }

    private static String id(byte[] event) {
        return JsonMapper.shared()
                .readTree(new String(event, StandardCharsets.UTF_8))
                .path("metadata")
                .path("uid")
                .asString();
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.tracing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.portcullis.tracing.Collector.Seen;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Spans, as a collector sees them that listens.
class SpansTest {
    private static final String COMMAND = "01KANDW0M0AAAAAAAAAAAAAAAA-1";
    private static final Instant FROM = Instant.parse("2026-11-28T08:00:00Z");

    @Test
    void whoHasACommandsIdHasItsTrace() {
        // printf %s 01KANDW0M0AAAAAAAAAAAAAAAA-1 | sha256sum
        assertThat(TraceIds.of(COMMAND))
                .isEqualTo(new TraceIds("9b1e5824237507ec3bf72d0a5e1b9ec8", "fb1e119b4a6644e4"));
    }

    @Test
    void stepsAndTheCommandMeetInOneTraceWhicheverIsToldFirst() throws IOException {
        try (Collector collector = Collector.start()) {
            Map<String, String> asked = new HashMap<>();
            try (Tracing gateway = tracing(collector.endpoint(), 1, "gateway");
                    Tracing policy = tracing(collector.endpoint(), 1, "policy")) {
                Spans spans = gateway.spans().orElseThrow();
                try (Step step = spans.step(COMMAND, "decide")) {
                    step.say("decision", "ALLOW");
                    Traceparent.write(asked::put);
                }
                Spans other = policy.spans().orElseThrow();
                try (Step step = other.served(asked.get("traceparent"), "POST").orElseThrow()) {
                    step.failed("no policy");
                }
                spans.past(COMMAND, "hold", FROM, FROM.plusSeconds(60), Map.of());
                spans.command(COMMAND, "command", FROM, FROM.plusSeconds(61), Map.of("id", COMMAND), "");
            }
            List<Seen> seen = collector.of(COMMAND);
            assertThat(collector.all()).hasSize(4).hasSameElementsAs(seen);
            Seen command = named(seen, "command");
            assertThat(command.parent()).isEmpty();
            assertThat(command.about()).containsEntry("id", COMMAND);
            assertThat(command.nanos()).isEqualTo(Duration.ofSeconds(61).toNanos());
            assertThat(named(seen, "decide").parent()).isEqualTo(command.id());
            assertThat(named(seen, "hold").parent()).isEqualTo(command.id());
            Seen served = named(seen, "POST");
            assertThat(served.parent()).isEqualTo(named(seen, "decide").id());
            assertThat(served.service()).isEqualTo("policy");
            assertThat(served.failed()).isTrue();
            assertThat(command.failed()).isFalse();
        }
    }

    @Test
    void whatWasPreparedAsAnotherCommandPointsToItsTrace() throws IOException {
        try (Collector collector = Collector.start()) {
            try (Tracing gateway = tracing(collector.endpoint(), 1, "gateway")) {
                Spans spans = gateway.spans().orElseThrow();
                spans.command("prepared", "preparation", FROM, FROM.plusSeconds(1), Map.of(), "");
                for (String run : List.of("run-1", "run-2")) {
                    spans.command(run, "prepared", "command", FROM, FROM.plusSeconds(1), Map.of(), "");
                }
            }
            assertThat(collector.of("prepared"))
                    .singleElement()
                    .satisfies(span -> assertThat(span.links()).isEmpty());
            for (String run : List.of("run-1", "run-2")) {
                assertThat(collector.of(run))
                        .singleElement()
                        .satisfies(span -> assertThat(span.links())
                                .containsExactly(TraceIds.of("prepared").trace()));
            }
        }
    }

    @Test
    void outsideOfAStepNothingIsToldToOthers() {
        Map<String, String> asked = new HashMap<>();
        Traceparent.write(asked::put);
        assertThat(asked).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "00-00000000000000000000000000000000-0000000000000001-01",
                "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331",
                "nonsense"
            })
    void whatIsNoTraceparentIsNobodysStep(String traceparent) throws IOException {
        try (Collector collector = Collector.start();
                Tracing tracing = tracing(collector.endpoint(), 1, "policy")) {
            assertThat(tracing.spans().orElseThrow().served(traceparent, "POST"))
                    .isEmpty();
        }
    }

    @Test
    void aShareIsOfWholeTraces() throws IOException {
        List<String> ids = IntStream.range(0, 200).mapToObj(i -> "command-" + i).toList();
        try (Collector collector = Collector.start()) {
            try (Tracing tracing = tracing(collector.endpoint(), 0.5, "gateway")) {
                Spans spans = tracing.spans().orElseThrow();
                ids.forEach(id -> {
                    spans.past(id, "hold", FROM, FROM.plusSeconds(1), Map.of());
                    spans.command(id, "command", FROM, FROM.plusSeconds(1), Map.of(), "");
                });
            }
            assertThat(collector.all()).hasSizeBetween(100, 300);
            assertThat(ids).allSatisfy(id -> assertThat(collector.of(id).size()).isIn(0, 2));
        }
    }

    @Test
    void withoutACollectorThereIsNothing() {
        try (Tracing tracing = tracing("", 1, "gateway")) {
            assertThat(tracing.spans()).isEmpty();
        }
    }

    @Test
    void aCollectorThatTakesNothingHoldsUpNobody() throws IOException {
        // It listens and never answers; its queue of connections takes the first few.
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Tracing tracing = tracing("http://127.0.0.1:" + silent.getLocalPort(), 1, "gateway");
            Spans spans = tracing.spans().orElseThrow();
            // Ten times what waits at most, in less than one attempt to send takes.
            assertTimeoutPreemptively(Duration.ofMinutes(1), () -> {
                for (int i = 0; i < 40_000; i++) {
                    spans.command("command-" + i, "command", FROM, FROM.plusSeconds(1), Map.of(), "");
                }
                tracing.close();
            });
        }
    }

    @ParameterizedTest
    @CsvSource({
        "collector:4318,1",
        "ftp://collector,1",
        "http://,1",
        "http://user:secret@c:4318,1",
        "http://c:4318,1.1",
        "http://c:4318,-0.1",
        "http://c:4318,NaN"
    })
    void wrongSettingsStopTheStart(String endpoint, double share) {
        assertThatThrownBy(() -> new TracingProperties(endpoint, share))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("secret");
    }

    private static Tracing tracing(String endpoint, double share, String service) {
        return Tracing.of(new TracingProperties(endpoint, share), service);
    }

    private static Seen named(List<Seen> spans, String name) {
        return spans.stream()
                .filter(span -> span.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}

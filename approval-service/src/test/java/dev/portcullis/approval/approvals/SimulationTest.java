// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.approvals;

import dev.portcullis.approval.changelog.OutboxPublisher;
import dev.portcullis.approval.testing.RunningService;
import dev.portcullis.testing.KafkaBroker;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Seeded lives of a few approvals at once, on the real database. After every step: nothing runs without a valid quorum
/// at that moment, nothing runs twice, nobody decides on their own request, what is over is refused. At the end: every
/// change was published, in order, and who heard it late or twice still knows the truth. `-Dseeds=10000` for more.
class SimulationTest {

    private static final int STEPS = 60;

    private static RunningService service;

    @BeforeAll
    static void start() {
        service = RunningService.start(RunningService.newDatabase(), KafkaBroker.shared(), Map.of());
        // The simulated publisher takes its place.
        service.bean(OutboxPublisher.class).stop();
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void nobodyFindsAWayRoundAnApproval(long seed) {
        RunningService.CLOCK.advance(Duration.ofDays(1));
        service.bean(Expiry.class).sweep();
        SimulatedWorld world = new SimulatedWorld(service, new Random(seed));

        for (int step = 0; step < STEPS; step++) {
            world.step();
        }

        world.settle();
    }

    static LongStream seeds() {
        return LongStream.range(0, Integer.getInteger("seeds", 40));
    }
}

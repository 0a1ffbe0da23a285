// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.approvals;

import dev.portcullis.approval.changelog.OutboxPublisher;
import dev.portcullis.approval.people.KnownPeople;
import dev.portcullis.approval.templates.Templates;
import dev.portcullis.approval.testing.RunningService;
import dev.portcullis.testing.KafkaBroker;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/// Seeded lives of a few approvals at once. After every step: nothing runs without a valid quorum at that
/// moment, nothing runs twice, nobody decides on their own request, what is over is refused. At the end:
/// every change was published, in order, and who heard it late, twice or out of order still knows the
/// truth.
///
/// `-Dseeds=100000` for more, `-Dseed=17` for one.
class SimulationTest {

    private static final int STEPS = 60;

    @Test
    void nobodyFindsAWayRoundAnApproval() {
        seeds(10_000).parallel().forEach(seed -> {
            Random random = new Random(seed);
            play(seed, Stage.inMemory(random), random);
        });
    }

    @Test
    void norOnARealDatabase() {
        Map<String, String> settings = new HashMap<>(KnownPeople.SETTINGS);
        settings.putAll(Templates.SETTINGS);
        try (RunningService service =
                RunningService.start(RunningService.newDatabase(), KafkaBroker.shared(), settings)) {
            // The simulated publisher takes its place.
            service.bean(OutboxPublisher.class).stop();
            seeds(20).forEach(seed -> {
                RunningService.CLOCK.advance(Duration.ofDays(1));
                service.bean(Expiry.class).sweep();
                Templates.on(service).sweep();
                Random random = new Random(seed);
                play(seed, Stage.on(service, random), random);
            });
        }
    }

    private static void play(long seed, Stage stage, Random random) {
        SimulatedWorld world = new SimulatedWorld(stage, random);
        int step = 0;
        try {
            while (step < STEPS) {
                world.step();
                step++;
            }
            world.settle();
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError("seed " + seed + ", step " + step, e);
        }
    }

    private static LongStream seeds(int count) {
        Long one = Long.getLong("seed");
        return one == null ? LongStream.range(0, Math.max(count, Integer.getInteger("seeds", 0))) : LongStream.of(one);
    }
}

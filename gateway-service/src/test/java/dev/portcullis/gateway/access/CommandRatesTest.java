// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.contracts.decision.Decision;
import dev.portcullis.contracts.decision.Obligations;
import dev.portcullis.testing.FakeClock;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CommandRatesTest {
    private final FakeWorld world = new FakeWorld();
    private final FakeClock clock = FakeClock.create();
    private final CommandRates rates = new CommandRates(clock);
    private final GatewaySession session = world.session();

    @Test
    void soManyPassInAMinuteAndThenAsManyAsTimeGivesBack() {
        assertThat(take(6L, 6)).isNull();
        assertThat(take(6L, 1)).isEqualTo(new Refusal.OverLimit("6 commands in a minute", 11));
        clock.advance(Duration.ofSeconds(11));
        assertThat(take(6L, 1)).isNull();
        assertThat(take(6L, 1)).isInstanceOf(Refusal.OverLimit.class);
        clock.advance(Duration.ofMinutes(1));
        assertThat(take(6L, 6)).isNull();
    }

    @Test
    void aUnitPassesWholeOrNotAtAll() {
        assertThat(take(3L, 2)).isNull();
        assertThat(take(3L, 2)).isInstanceOf(Refusal.OverLimit.class);
        assertThat(take(3L, 1)).isNull();
        assertThat(take(4L, 5)).isInstanceOf(Refusal.OverLimit.class);
    }

    @Test
    void whatHasNoLimitIsNotCounted() {
        assertThat(take(null, 1_000)).isNull();
        assertThat(take(1L, 1)).isNull();
        assertThat(take(null, 1_000)).isNull();
    }

    private @Nullable Refusal take(@Nullable Long perMinute, int commands) {
        Obligations obligations = new Obligations(
                List.of(), false, null, null, null, null, null, false, perMinute, null, List.of(), null);
        Decision decision = new Decision(
                Decision.Outcome.ALLOW, List.of(), obligations, null, 0, 1, new Decision.CacheTerms(true, List.of()));
        return rates.take(
                session,
                Collections.nCopies(commands, new Verdict.Allowed(FakeWorld.command("SELECT"), decision, null)));
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import org.junit.jupiter.api.Test;

class FakeClockTest {
    private final FakeClock clock = FakeClock.at(Instant.EPOCH);

    @Test
    void standsStill() {
        assertThat(clock.instant()).isEqualTo(Instant.EPOCH).isEqualTo(clock.instant());
    }

    @Test
    void movesWhenTold() {
        clock.advance(Duration.ofSeconds(90));
        assertThat(clock.instant()).isEqualTo(Instant.ofEpochSecond(90));
        clock.set(Instant.ofEpochSecond(5));
        assertThat(clock.instant()).isEqualTo(Instant.ofEpochSecond(5));
    }

    @Test
    void movesItsViewsInOtherZonesToo() {
        Clock berlin = clock.withZone(ZoneId.of("Europe/Berlin"));
        clock.advance(Duration.ofHours(2));
        assertThat(ZonedDateTime.now(berlin).getHour()).isEqualTo(3);
    }
}

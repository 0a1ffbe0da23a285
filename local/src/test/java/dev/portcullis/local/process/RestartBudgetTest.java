// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.local.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.testing.FakeClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RestartBudgetTest {

    private final FakeClock clock = FakeClock.create();
    private final RestartBudget budget = new RestartBudget(clock);

    @Test
    void isUsedUpAfterSoManyRestarts() {
        for (int i = 0; i < RestartBudget.RESTARTS; i++) {
            assertThat(budget.spend()).isTrue();
        }

        assertThat(budget.spend()).isFalse();
    }

    @Test
    void comesBackWithTime() {
        for (int i = 0; i < RestartBudget.RESTARTS; i++) {
            budget.spend();
        }

        clock.advance(RestartBudget.WINDOW.plus(Duration.ofSeconds(1)));

        assertThat(budget.spend()).isTrue();
    }
}

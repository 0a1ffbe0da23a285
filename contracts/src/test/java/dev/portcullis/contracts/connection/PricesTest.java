// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.contracts.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.contracts.connection.Prices.ModelPrice;
import java.util.List;
import org.junit.jupiter.api.Test;

class PricesTest {
    private final Prices prices = new Prices(
            "USD", List.of(price("gpt-5*", 2), price("gpt-5-mini", 1), price("gpt-5-mi*", 3), price("*x", 4)));

    @Test
    void theNameItselfCountsFirstThenTheLongestBeginning() {
        assertThat(input("gpt-5-mini")).isEqualTo(1);
        assertThat(input("gpt-5-mini-2026")).isEqualTo(3);
        assertThat(input("gpt-5")).isEqualTo(2);
        assertThat(prices.of("gpt-4")).isEmpty();
        assertThat(prices.of("")).isEmpty();
    }

    @Test
    void roundsUpAndCountsWhatTheCacheHad() {
        ModelPrice price = new ModelPrice("m", 2_000_000, 500_000, 2_500_000, 10_000_000);

        assertThat(price.micros(1_000, 0, 0, 0)).isEqualTo(2_000);
        assertThat(price.micros(1_000, 600, 200, 100)).isEqualTo(400 + 300 + 500 + 1_000);
        assertThat(new ModelPrice("m", 1, 1, 1, 1).micros(1, 0, 0, 0)).isEqualTo(1);
        assertThat(price.micros(10, 600, 0, 0))
                .as("a count that makes no sense")
                .isEqualTo(300);
        assertThat(price.mostMicros(1_000, 0)).as("if it all goes to the cache").isEqualTo(2_500);
    }

    @Test
    void numbersThatAreTooLargeAreMoreThanAnybodyHas() {
        ModelPrice price = price("m", 10_000_000_000L);

        assertThat(price.micros(Long.MAX_VALUE, 0, 0, 1)).isGreaterThan(1_000_000_000_000L);
        assertThat(price.mostMicros(1, Long.MAX_VALUE)).isGreaterThan(1_000_000_000_000L);
    }

    private long input(String model) {
        return prices.of(model).orElseThrow().input();
    }

    private static ModelPrice price(String model, long input) {
        return new ModelPrice(model, input, input, input, input);
    }
}

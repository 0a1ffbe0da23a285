// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.keys;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class KeyTextTest {

    @Test
    void makesOneThatFitsIntoAHeaderAndNoTwoAlike() {
        assertThat(IntStream.range(0, 1_000).mapToObj(_ -> KeyText.make()).collect(Collectors.toSet()))
                .hasSize(1_000)
                .allMatch(key -> key.matches("pck_[A-Za-z0-9_-]{49}"))
                .allMatch(KeyText::isWellFormed);
    }

    @Test
    void knowsWhatItCannotHaveMade() {
        String key = KeyText.make();
        char other = key.charAt(10) == 'a' ? 'b' : 'a';

        assertThat(KeyText.isWellFormed(key.substring(0, 10) + other + key.substring(11)))
                .isFalse();
        assertThat(KeyText.isWellFormed(key + "x")).isFalse();
        assertThat(KeyText.isWellFormed("pck_")).isFalse();
        assertThat(KeyText.isWellFormed(key.substring(4))).isFalse();
        assertThat(KeyText.isWellFormed(" " + key)).isFalse();
    }

    @Test
    void keepsOfAKeyOnlyWhatNobodyCanTurnBack() {
        String key = KeyText.make();

        assertThat(KeyText.digest(key))
                .matches("[0-9a-f]{64}")
                .isEqualTo(KeyText.digest(key))
                .isNotEqualTo(KeyText.digest(KeyText.make()))
                .doesNotContain(key.substring(4, 20));
    }
}

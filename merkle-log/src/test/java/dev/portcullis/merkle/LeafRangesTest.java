// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.merkle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Random;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class LeafRangesTest {

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void isTheSetItIsMadeOf(long seed) throws NoteException {
        Random random = new Random(seed);
        SortedSet<Long> set = some(random);
        SortedSet<Long> others = some(random);
        LeafRanges ranges = LeafRanges.of(set);
        assertThat(LeafRanges.parse(ranges.text()).text()).isEqualTo(ranges.text());
        ranges.removeAll(LeafRanges.of(others));
        set.removeAll(others);
        assertThat(ranges.isEmpty()).isEqualTo(set.isEmpty());
        assertThat(ranges.text()).isEqualTo(LeafRanges.of(set).text());
        if (!set.isEmpty()) {
            assertThat(ranges.first()).isEqualTo(set.first());
        }
    }

    static LongStream seeds() {
        return LongStream.range(0, Integer.getInteger("seeds", 200));
    }

    private static SortedSet<Long> some(Random random) {
        SortedSet<Long> set = new TreeSet<>();
        for (int i = 0; i < 20; i++) {
            set.add((long) random.nextInt(40));
        }
        return set;
    }

    @Test
    void writesNeighboursAsOne() {
        assertThat(LeafRanges.of(List.of(9L, 0L, 1L, 2L, 5L)).text()).isEqualTo("0-2,5,9");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1,", "a", "2-1", "1,1", "1-3,4", "3,1", "01", "-1", "1-", "1 ", "9999999999999999999"})
    void readsNothingElse(String text) {
        assertThatThrownBy(() -> LeafRanges.parse(text)).isInstanceOf(NoteException.class);
    }
}

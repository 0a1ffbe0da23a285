// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.contracts.approval;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CommandDigestTest {

    @Test
    void isTheSameForTheSameCommand() {
        assertThat(digest("a", "i", "s", "c", "DELETE FROM t WHERE id = $1", "7"))
                .isEqualTo(digest("a", "i", "s", "c", "DELETE FROM t WHERE id = $1", "7"))
                .hasSize(64);
    }

    @Test
    void isPinnedSoThatAnAuditorCanRecomputeIt() {
        assertThat(digest("agent", "http://localhost:9000", "S1", "orders", "SELECT 1"))
                .isEqualTo("d071a5889432d86be631cd4d4b6755b8797220f207a27cba6c4c7d83a6476eb4");
    }

    @Test
    void differsAsSoonAsAnyPartDiffers() {
        List<List<@Nullable String>> parameters = new ArrayList<>();
        parameters.add(List.of());
        parameters.add(List.of(""));
        parameters.add(Arrays.asList((String) null));
        parameters.add(List.of("7"));
        parameters.add(List.of("7", ""));
        parameters.add(List.of("", "7"));
        Set<String> digests = new HashSet<>();
        int made = 0;
        for (String subject : List.of("a", "b", "ai")) {
            for (String issuer : List.of("i", "", "ii")) {
                for (String text : List.of("x", "xx", "")) {
                    for (List<@Nullable String> values : parameters) {
                        digests.add(CommandDigest.of(subject, issuer, "s", "c", text, values));
                        made++;
                    }
                }
            }
        }
        assertThat(digests).hasSize(made);
    }

    @Test
    void aPartCannotSpillIntoItsNeighbour() {
        assertThat(digest("ab", "c", "s", "c", "x")).isNotEqualTo(digest("a", "bc", "s", "c", "x"));
        assertThat(digest("a", "i", "s", "c", "x1")).isNotEqualTo(digest("a", "i", "s", "c", "x", "1"));
    }

    private static String digest(
            String subject, String issuer, String session, String connection, String text, String... parameters) {
        return CommandDigest.of(subject, issuer, session, connection, text, List.of(parameters));
    }
}

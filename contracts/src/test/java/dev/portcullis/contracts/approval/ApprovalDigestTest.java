// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.contracts.approval;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ApprovalDigestTest {

    public record Facts(
            boolean writes, List<String> tables, @Nullable Facts inner) {}

    public record SameInAnotherOrder(@Nullable Facts inner, List<String> tables, boolean writes) {}

    @Test
    void differsAsSoonAsCommandFactsOrPolicyDiffer() {
        List<@Nullable Object> facts = new java.util.ArrayList<>(List.of(
                new Facts(true, List.of(), null),
                new Facts(false, List.of(), null),
                new Facts(true, List.of("a"), null),
                new Facts(true, List.of("a", "b"), null),
                new Facts(true, List.of("ab"), null),
                new Facts(true, List.of(""), null),
                new Facts(true, List.of(), new Facts(true, List.of(), null)),
                Map.of(),
                List.of(),
                ""));
        facts.add(null);
        Set<String> digests = new HashSet<>();
        for (String command : List.of("c1", "c2")) {
            for (Object each : facts) {
                for (long policy : new long[] {1, 2}) {
                    digests.add(ApprovalDigest.of(command, each, policy));
                }
            }
        }

        assertThat(digests).hasSize(2 * facts.size() * 2);
    }

    @Test
    void isOfTheStructureNotOfTheOrderOfMembers() {
        Facts facts = new Facts(true, List.of("orders"), null);

        assertThat(ApprovalDigest.of("c", new SameInAnotherOrder(null, List.of("orders"), true), 1))
                .isEqualTo(ApprovalDigest.of("c", facts, 1));
    }

    @Test
    void isPinnedSoThatAnAuditorCanRecomputeIt() {
        assertThat(ApprovalDigest.of("0".repeat(64), new Facts(true, List.of("orders"), null), 7))
                .isEqualTo("596ddb22029c5aec26d4ea2226a5525443bb1d6384b63a9bb906efbfa39a34c0");
    }
}

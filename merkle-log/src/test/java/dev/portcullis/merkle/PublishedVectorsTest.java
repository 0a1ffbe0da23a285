// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.merkle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// The vectors that the implementation behind public transparency logs publishes (`vectors/*.tsv` say where they are
/// from): what it accepts and refuses, we do. They are the judge from outside of consistency proofs, which Sigstore's
/// client for Java does not read.
class PublishedVectorsTest {
    /// From the empty tree everything goes on, and C2SP's tlog-witness begins there with an empty proof; they leave
    /// the question to their callers.
    private static final String FROM_NOTHING = "additional/size1-is-zero-and-size2-is-not-zero";

    static Stream<Arguments> consistency() throws IOException {
        return rows("consistency");
    }

    static Stream<Arguments> inclusion() throws IOException {
        return rows("inclusion");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("consistency")
    void judgesConsistencyAsTheyDo(String name, boolean accepted, List<String> row) {
        assertThat(holds(
                        row,
                        (first, second, firstRoot, secondRoot, path) ->
                                new ConsistencyProof(first, second, path).proves(firstRoot, secondRoot)))
                .as(name)
                .isEqualTo(accepted || name.equals(FROM_NOTHING));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("inclusion")
    void judgesInclusionAsTheyDo(String name, boolean accepted, List<String> row) {
        assertThat(holds(
                        row,
                        (index, size, leaf, root, path) -> new InclusionProof(index, size, path).proves(leaf, root)))
                .as(name)
                .isEqualTo(accepted);
    }

    @Test
    void areAllThereAndOfBothKinds() throws IOException {
        assertThat(consistency()).hasSize(98);
        assertThat(inclusion()).hasSize(98);
        for (Stream<Arguments> rows : List.of(consistency(), inclusion())) {
            assertThat(rows.map(row -> row.get()[1]).distinct()).containsExactlyInAnyOrder(true, false);
        }
    }

    private interface Proof {
        boolean proves(long one, long other, Digest left, Digest right, List<Digest> path);
    }

    private static boolean holds(List<String> row, Proof proof) {
        try {
            List<Digest> path = row.get(4).equals("-")
                    ? List.of()
                    : Arrays.stream(row.get(4).split(",", -1))
                            .map(PublishedVectorsTest::digest)
                            .toList();
            return proof.proves(
                    Long.parseLong(row.get(0)),
                    Long.parseLong(row.get(1)),
                    digest(row.get(2)),
                    digest(row.get(3)),
                    path);
        } catch (IllegalArgumentException _) {
            // No hash at all, or a size beyond what there can be: no such proof can be made here.
            return false;
        }
    }

    /// What is no hash there, but something ("don't care"), stands for one that nothing else gives.
    private static Digest digest(String base64) {
        byte[] bytes = Base64.getDecoder().decode(base64);
        return bytes.length == Digest.LENGTH || bytes.length == 0 ? Digest.of(bytes) : Digest.sha256(bytes);
    }

    private static Stream<Arguments> rows(String kind) throws IOException {
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(PublishedVectorsTest.class.getResourceAsStream("/vectors/" + kind + ".tsv")),
                StandardCharsets.UTF_8))) {
            return reader
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> List.of(line.split("\t", -1)))
                    .map(row -> Arguments.of(row.get(0), row.get(1).equals("accept"), row.subList(2, 7)))
                    .toList()
                    .stream();
        }
    }
}

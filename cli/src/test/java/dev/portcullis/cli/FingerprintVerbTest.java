// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.masking.fingerprint.Corpus;
import dev.portcullis.masking.fingerprint.CorpusFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FingerprintVerbTest {
    private static final String ROADMAP =
            "In the spring we leave the harbour with four ships, and nobody is to know of it.";

    @Test
    void writesFingerprintsForTheOwnerOnlyAndNothingOfTheText(@TempDir Path home) throws Exception {
        Path plans = Files.createDirectories(home.resolve("plans/sea"));
        Files.writeString(plans.resolve("roadmap.md"), ROADMAP);
        Path out = home.resolve("out");
        try (FakeEdge edge = new FakeEdge(home)) {
            FakeEdge.Outcome outcome =
                    edge.run("fingerprint", home.resolve("plans").toString(), "--out", out.toString());

            assertThat(outcome.err()).isEmpty();
            assertThat(outcome.status()).isZero();
            assertThat(outcome.out()).contains("1 files");
            assertThat(edge.asked()).as("nothing is sent").isEmpty();
        }
        assertThat(Files.getPosixFilePermissions(out)).hasSize(2);
        assertThat(Files.readString(out)).doesNotContain("harbour");
        Corpus corpus = CorpusFile.read(Files.readString(out));
        assertThat(corpus.in(Stream.of(ROADMAP))).containsExactly("sea/roadmap.md");
    }

    @Test
    void writesNothingWhenAFileCannotBeUsed(@TempDir Path home) throws Exception {
        Path out = home.resolve("out");
        Path shortOne = Files.writeString(home.resolve("short"), "too short");
        Path noText = Files.write(home.resolve("binary"), new byte[] {(byte) 0xff, (byte) 0xfe, 0});
        Path good = Files.write(home.resolve("good"), ROADMAP.getBytes(StandardCharsets.UTF_8));
        try (FakeEdge edge = new FakeEdge(home)) {
            for (Path bad : new Path[] {shortOne, noText, home.resolve("nowhere"), good}) {
                FakeEdge.Outcome outcome =
                        edge.run("fingerprint", good.toString(), bad.toString(), "--out", out.toString());
                assertThat(outcome.status()).as(bad.toString()).isEqualTo(1);
                assertThat(outcome.err()).isNotEmpty();
            }
            assertThat(edge.run("fingerprint", good.toString(), "--except", good.toString(), "--out", out.toString())
                            .status())
                    .isEqualTo(1);
        }
        assertThat(out).doesNotExist();
    }
}

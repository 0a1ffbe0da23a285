// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.masking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Runs the corpus in `found.txt` and `not-found.txt`: a detector's name, a tab, a text. In the texts `‹›`
/// encloses what must be found, backslash escapes stand for line ends and for characters by number, and ` ++
/// ` joins the halves of a text; without it, tools that look for leaked credentials would take the samples
/// for some.
class DetectorsTest {
    private static final DetectorSet ALL = Detectors.named(Set.of("secrets", "personal", "ipv4"));
    private static final List<String> PIECES = found().map(Sample::text).toList();

    @ParameterizedTest(name = "{0}")
    @MethodSource("found")
    void findsAndRedactsExactlyWhatIsThere(Sample sample) {
        DetectorSet detector = Detectors.named(Set.of(sample.detector()));
        assertThat(detector.find(sample.text()))
                .extracting(finding -> sample.text().substring(finding.start(), finding.end()))
                .containsExactly(sample.marked());
        assertThat(detector.redact(sample.text())).isEqualTo(sample.redacted());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("found")
    void clearsNoBytesInWhichSomethingIs(Sample sample) {
        byte[] text = sample.text().getBytes(StandardCharsets.UTF_8);
        for (DetectorSet set : new DetectorSet[] {Detectors.named(Set.of(sample.detector())), ALL}) {
            assertThat(set.mayMatch(text, 0, text.length)).isTrue();
            assertThat(set.mayMatch(ByteBuffer.wrap(text))).isTrue();
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("found")
    void findsNothingInWhatItRedacted(Sample sample) {
        String once = ALL.redact(sample.text());
        assertThat(ALL.find(once)).isEmpty();
        assertThat(ALL.redact(once)).isEqualTo(once);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("notFound")
    void leavesAloneWhatOnlyLooksLikeIt(Sample sample) {
        DetectorSet detector = Detectors.named(Set.of(sample.detector()));
        assertThat(detector.find(sample.text())).isEmpty();
        assertThat(detector.redact(sample.text())).isEqualTo(sample.text());
    }

    @Test
    void hasSamplesOfBothKindsForEveryDetector() {
        Set<String> single = new HashSet<>(Detectors.names());
        single.removeAll(Set.of("secrets", "personal"));
        assertThat(found().map(Sample::detector)).containsAll(single);
        assertThat(notFound().map(Sample::detector)).containsAll(single);
    }

    @Test
    void namesFamiliesAndSingleDetectors() {
        String text = "mail ada@example.org from 192.0.2.7";
        assertThat(Detectors.named(Set.of("personal")).redact(text)).isEqualTo("mail [redacted] from 192.0.2.7");
        assertThat(Detectors.named(Set.of("ipv4")).redact(text)).isEqualTo("mail ada@example.org from [redacted]");
        assertThat(Detectors.named(Set.of("secrets")).redact(text)).isEqualTo(text);
    }

    @Test
    void refusesNamesItDoesNotKnow() {
        assertThatThrownBy(() -> Detectors.named(Set.of("pan", "cards")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'cards'")
                .hasMessageContaining("us-ssn");
        assertThatThrownBy(() -> Detectors.named(Set.of())).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void givesTheSameSetForTheSameNames() {
        assertThat(Detectors.named(Set.of("pan", "iban"))).isSameAs(Detectors.named(Set.of("iban", "pan")));
    }

    @Test
    void clearsOrdinaryTextWithoutASecondLook() {
        byte[] text = "The order 48213 was shipped on 2026-11-21T09:36:11Z, total 1,234.50 EUR"
                .getBytes(StandardCharsets.UTF_8);
        assertThat(ALL.mayMatch(text, 0, text.length)).isFalse();
        assertThat(ALL.mayMatch(ByteBuffer.wrap(text))).isFalse();
    }

    @Test
    void looksOnlyAtTheBytesItIsGiven() {
        byte[] text = "ada@example.org".getBytes(StandardCharsets.UTF_8);
        DetectorSet email = Detectors.named(Set.of("email"));
        assertThat(email.mayMatch(text, 0, 3)).isFalse();
        assertThat(email.mayMatch(text, 4, 11)).isFalse();
        assertThat(email.mayMatch(text, 2, 3)).isTrue();
        ByteBuffer part = ByteBuffer.wrap(text).position(4);
        assertThat(email.mayMatch(part)).isFalse();
        assertThat(part.position()).isEqualTo(4);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void neverThrowsAndNeverClearsWhatItWouldFind(long seed) {
        var random = new Random(seed);
        for (int i = 0; i < 20; i++) {
            String text = RandomText.around(random, PIECES);
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            if (!ALL.find(text).isEmpty())
                assertThat(ALL.mayMatch(bytes, 0, bytes.length)).isTrue();
            assertThat(ALL.find(ALL.redact(text))).isEmpty();
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void clearsNothingThatASingleDetectorFindsByItself(long seed) {
        var random = new Random(seed);
        String text = RandomText.around(random, PIECES);
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        Stream.concat(SecretDetectors.all().stream(), PersonalDetectors.all().stream())
                .filter(detector -> !detector.find(text).isEmpty())
                .forEach(detector -> assertThat(
                                Detectors.named(Set.of(detector.name())).mayMatch(bytes, 0, bytes.length))
                        .as("%s in <%s>", detector.name(), text)
                        .isTrue());
    }

    static LongStream seeds() {
        return LongStream.range(0, Integer.getInteger("seeds", 100));
    }

    static Stream<Sample> found() {
        return Sample.read("found.txt");
    }

    static Stream<Sample> notFound() {
        return Sample.read("not-found.txt");
    }
}

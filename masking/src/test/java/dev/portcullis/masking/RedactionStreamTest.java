// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.masking;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RedactionStreamTest {
    private static final DetectorSet ALL = Detectors.named(Set.of("secrets", "personal", "ipv4"));
    private static final List<String> PIECES =
            Sample.read("found.txt").map(Sample::text).toList();
    private static final String PROSE = "It was a bright cold day in April, and the clocks were striking thirteen. ";

    @ParameterizedTest(name = "{0}")
    @MethodSource("found")
    void redactsBetweenWordsWhatIsRedactedInTheWhole(Sample sample) {
        String text = PROSE + sample.text() + "\n\n" + PROSE;
        assertThat(byCharacter(text)).isEqualTo(ALL.redact(text));
    }

    static Stream<Sample> found() {
        return Sample.read("found.txt");
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void givesTheSameHoweverTheTextArrives(long seed) {
        var random = new Random(seed);
        String text = RandomText.around(random, PIECES) + " " + RandomText.around(random, PIECES);
        String whole = whole(text);
        assertThat(byCharacter(text)).isEqualTo(whole);
        assertThat(inPieces(text, random)).isEqualTo(whole);
    }

    static LongStream seeds() {
        return LongStream.range(0, Integer.getInteger("seeds", 500));
    }

    @Test
    void holdsBackOrdinaryTextByAWordOnly() {
        RedactionStream stream = ALL.stream();
        assertThat(stream.feed("The order was")).isEqualTo("The order ");
        assertThat(stream.feed(" sent to the")).isEqualTo("was sent to ");
        assertThat(stream.end()).isEqualTo("the");
    }

    @Test
    void letsGoOfTextInAScriptWithoutSpaces() {
        RedactionStream stream = ALL.stream();
        assertThat(stream.feed("订单已经发出，地址是")).isEqualTo("订单已经发出，");
        assertThat(stream.feed("ada@example.org。完")).isEqualTo("[redacted]。");
    }

    @Test
    void boundsWhatItHoldsWhateverIsSent() {
        for (String endless : List.of("x", "7 ", "a@", "password: \"", "eyJ", "-----BEGIN ", "DE89 ", "\ud83d\ude00")) {
            RedactionStream stream = ALL.stream();
            int fed = 0;
            int released = 0;
            for (int i = 0; i < 20_000; i++, fed += endless.length())
                released += stream.feed(endless).length();
            assertThat(fed - released)
                    .as(endless)
                    .isLessThanOrEqualTo(RedactionStream.MOST_HELD + ValueMasker.MARKER.length());
        }
    }

    @Test
    void swallowsATokenThatIsLongerThanWhatItHolds() {
        String token = "glpat-" + "aB3".repeat(5000);
        assertThat(inPieces("take " + token + " and go", new Random(1))).isEqualTo("take [redacted] and go");
    }

    @Test
    void swallowsAPrivateKeyThatIsLongerThanWhatItHolds() {
        String begin = "-----BEGIN RSA PRIVATE " + "KEY-----\n";
        String end = "-----END RSA PRIVATE " + "KEY-----";
        String key = begin + "MIIJKQIBAAKCAgEA\n".repeat(1000) + end;
        assertThat(inPieces("take " + key + " and go", new Random(2))).isEqualTo("take [redacted] and go");
        assertThat(inPieces("take " + begin + "MIIJKQIBAAKCAgEA\n".repeat(1000), new Random(3)))
                .isEqualTo("take [redacted]");
    }

    @ParameterizedTest(name = "offset {0}")
    @MethodSource("offsets")
    void findsWhatStandsWhereTheLimitForcesACut(int offset) {
        String wall = "x".repeat(offset) + "/";
        String text = wall + "ada@example.org" + "/y".repeat(3000);
        assertThat(byCharacter(text)).doesNotContain("ada@", "example").contains("[redacted]");
    }

    static IntStream offsets() {
        int cut = RedactionStream.MOST_HELD - SafeCuts.REACH;
        return IntStream.rangeClosed(cut - 17, cut + 2);
    }

    @Test
    void replacesByWhatTheCallerSays() {
        RedactionStream stream = ALL.stream((detector, _) -> "[redacted-" + detector + "-1]");
        assertThat(stream.feed("password: hunter22 or ") + stream.feed("ada@exam") + stream.feed("ple.org"))
                .isEqualTo("password: [redacted-password-1] or ");
        assertThat(stream.end()).isEqualTo("[redacted-email-1]");
    }

    private static String whole(String text) {
        RedactionStream stream = ALL.stream();
        return stream.feed(text) + stream.end();
    }

    private static String byCharacter(String text) {
        RedactionStream stream = ALL.stream();
        var out = new StringBuilder();
        for (int i = 0; i < text.length(); i++) out.append(stream.feed(text.substring(i, i + 1)));
        return out.append(stream.end()).toString();
    }

    private static String inPieces(String text, Random random) {
        RedactionStream stream = ALL.stream();
        var out = new StringBuilder();
        for (int at = 0; at < text.length(); ) {
            int end = Math.min(text.length(), at + random.nextInt(40));
            out.append(stream.feed(text.substring(at, end)));
            at = end;
        }
        return out.append(stream.end()).toString();
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.masking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.masking.MaskMethod.Bucket;
import dev.portcullis.masking.MaskMethod.DateTruncate;
import dev.portcullis.masking.MaskMethod.DateTruncate.Unit;
import dev.portcullis.masking.MaskMethod.Hash;
import dev.portcullis.masking.MaskMethod.Nullify;
import dev.portcullis.masking.MaskMethod.Partial;
import dev.portcullis.masking.MaskMethod.Pseudonym;
import dev.portcullis.masking.MaskMethod.Redact;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ValueMaskerTest {
    static final MaskKey KEY = MaskKey.of("0123456789abcdef".getBytes(StandardCharsets.UTF_8));
    static final List<MaskMethod> METHODS = List.of(
            new Redact(),
            new Nullify(),
            new Partial(0),
            new Partial(4),
            new Partial(100),
            new Hash(),
            new Pseudonym(),
            new DateTruncate(Unit.MONTH),
            new Bucket(10));

    @Test
    void leavesNullNull() {
        for (MaskMethod method : METHODS) {
            assertThat(ValueMasker.mask(null, method, KEY)).isNull();
            assertThat(ValueMasker.maskTyped(null, 25, method, KEY)).isNull();
        }
    }

    @Test
    void redactsToTheSameMarkerWhateverTheValue() {
        assertThat(mask("ada@example.org", new Redact())).isEqualTo("[redacted]");
        assertThat(mask("", new Redact())).isEqualTo("[redacted]");
        assertThat(mask("anything", new Nullify())).isNull();
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            ada@example.com,            4, a***@***.com
            a@example.com,              4, ***@***.com
            ada@mail.example.museum,    4, a***@***.***
            ada@example.co.uk,          4, a***@***.uk
            4111 1111 1111 1111,        4, **** **** **** 1111
            4111111111111111,           4, ************1111
            4111111111111111,          10, ************1111
            378282246310005,            4, ***********0005
            987-65-4321,                4, ***-**-4321
            +1 (415) 555-0132,          4, +* (***) ***-0132
            12,                         4, *2
            7,                          4, *
            Ada Lovelace,               4, *****lace
            Ada,                        4, **a
            Ad,                         4, **d
            A,                          4, *
            '',                         4, *
            Ada Lovelace,               0, ***
            Ada Lovelace,             100, *******velace
            tok_12345678901234567890, 100, *************7890
            """)
    void leavesAReadableEnd(String value, int keep, String expected) {
        assertThat(mask(value, new Partial(keep))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "2026-11-21, YEAR, 2026-01-01",
        "2026-11-21, QUARTER, 2026-10-01",
        "2026-11-21, MONTH, 2026-11-01",
        "2026-11-21, DAY, 2026-11-21",
        "2026-11-21 10:11:12.345678, HOUR, 2026-11-21 10:00:00",
        "2026-11-21 10:11:12.345678+05:30, DAY, 2026-11-21 00:00:00+05:30",
        "2026-11-21T10:11:12Z, YEAR, 2026-01-01T00:00:00Z",
        "12026-02-03, MONTH, 12026-02-01",
        "0044-03-15 BC, MONTH, 0044-03-01 BC",
        "infinity, YEAR, [redacted]",
        "2026-13-01, YEAR, [redacted]",
        "2026-02-30, YEAR, [redacted]",
        "21.11.2026, YEAR, [redacted]"
    })
    void truncatesDates(String value, Unit unit, String expected) {
        assertThat(mask(value, new DateTruncate(unit))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "47, 10, 40",
        "-1, 10, -10",
        "40, 10, 40",
        "1234.56, 100, 1200",
        "1e3, 300, 900",
        "-0.5, 5, -5",
        "99999999999999999999, 10, 99999999999999999990",
        "NaN, 10, [redacted]",
        "1e999999999, 10, [redacted]",
        "forty, 10, [redacted]"
    })
    void putsNumbersIntoBuckets(String value, long width, String expected) {
        assertThat(mask(value, new Bucket(width))).isEqualTo(expected);
    }

    @Test
    void hashesAndPseudonymsAreStableUnderOneKeyAndDifferentUnderAnother() {
        MaskKey other = KEY.forIdentity("agent-7");
        for (MaskMethod method : List.of(new Hash(), new Pseudonym())) {
            String masked = mask("ada@example.org", method);
            assertThat(mask("ada@example.org", method)).isEqualTo(masked);
            assertThat(mask("eve@example.org", method)).isNotEqualTo(masked);
            assertThat(ValueMasker.mask("ada@example.org", method, other)).isNotEqualTo(masked);
        }
        assertThat(mask("ada@example.org", new Hash())).matches("[0-9a-f]{16}");
        assertThat(mask("ada@example.org", new Pseudonym())).matches("psn_[a-z2-7]{20}");
    }

    @Test
    void keysOfIdentitiesAreStableAndTheirOwn() {
        assertThat(ValueMasker.mask("x", new Hash(), KEY.forIdentity("a")))
                .isEqualTo(ValueMasker.mask("x", new Hash(), KEY.forIdentity("a")))
                .isNotEqualTo(ValueMasker.mask("x", new Hash(), KEY.forIdentity("b")));
        assertThat(KEY.toString()).doesNotContain("0123").contains("secret");
        assertThatThrownBy(() -> MaskKey.of(new byte[15])).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void pseudonymsOfWholeNumbersNeverCollide() {
        Set<String> pseudonyms = new HashSet<>();
        for (int value = Short.MIN_VALUE; value <= Short.MAX_VALUE; value++) {
            String pseudonym = ValueMasker.maskTyped(Integer.toString(value), 21, new Pseudonym(), KEY);
            assertThat(Short.parseShort(pseudonym)).isBetween(Short.MIN_VALUE, Short.MAX_VALUE);
            pseudonyms.add(pseudonym);
        }
        assertThat(pseudonyms).hasSize(65_536);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void showsNothingOfTheMiddleOfAValue(long seed) {
        var random = new Random(seed);
        String canary = "Canary" + Long.toString(random.nextLong() >>> 1, 36) + "Secret";
        String value = RandomText.any(random, random.nextInt(10)) + canary + "tail";
        for (MaskMethod method : METHODS) {
            String masked = ValueMasker.mask(value, method, KEY);
            // Up to eight characters of the end may stay, and "tail" is only four of them.
            String hidden = canary.substring(0, canary.length() - 4);
            for (int i = 0; masked != null && i + 5 <= hidden.length(); i++) {
                assertThat(masked).as("%s", method).doesNotContain(hidden.substring(i, i + 5));
            }
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void neverShowsMoreThanHalfOrMoreThanAsked(long seed) {
        var random = new Random(seed);
        String value = letters(random, random.nextInt(40));
        int keep = random.nextInt(30);
        String masked = mask(value, new Partial(keep));
        long shown = masked.chars().filter(c -> c != '*').count();
        assertThat(shown).isLessThanOrEqualTo(Math.min(keep, value.length() / 2));
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void changesNothingTheSecondTime(long seed) {
        var random = new Random(seed);
        for (int i = 0; i < 50; i++) {
            String value =
                    RandomText.around(random, List.of("ada@example.com", "987-65-4321", "2026-11-21", "Ada", "12.5"));
            for (MaskMethod method : METHODS) {
                if (method instanceof Hash || method instanceof Pseudonym) continue;
                String once = ValueMasker.mask(value, method, KEY);
                assertThat(ValueMasker.mask(once, method, KEY))
                        .as("%s of <%s>", method, value)
                        .isEqualTo(once);
            }
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void neverThrowsWhateverTheTextAndTheType(long seed) {
        var random = new Random(seed);
        for (int i = 0; i < 20; i++) {
            String value = RandomText.any(random, random.nextInt(60));
            for (MaskMethod method : METHODS) {
                ValueMasker.mask(value, method, KEY);
                for (int oid : PostgresTypeSamples.oids()) ValueMasker.maskTyped(value, oid, method, KEY);
            }
        }
    }

    static LongStream seeds() {
        return LongStream.range(0, Integer.getInteger("seeds", 100));
    }

    private static String letters(Random random, int length) {
        return random.ints(length, 'a', 'z' + 1)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static String mask(String value, MaskMethod method) {
        return ValueMasker.mask(value, method, KEY);
    }
}

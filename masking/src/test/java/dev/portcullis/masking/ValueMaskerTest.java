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
    @CsvSource(
            delimiter = '|',
            nullValues = "NULL",
            value = {
                "1082 | 2026-11-21 | YEAR | 2026-01-01",
                "1082 | 2026-11-21 | QUARTER | 2026-10-01",
                "1082 | 2026-11-21 | MONTH | 2026-11-01",
                "1082 | 12026-02-03 | MONTH | 12026-02-01",
                "1082 | 0044-03-15 BC | MONTH | 0044-03-01 BC",
                "1082 | 0001-03-15 BC | YEAR | 0001-01-01 BC",
                "1082 | 0005-02-29 BC | YEAR | 0005-01-01 BC",
                "1114 | 2026-11-21 10:11:12.345678 | HOUR | 2026-11-21 10:00:00",
                "1114 | 2026-11-21 10:11:12 | DAY | 2026-11-21 00:00:00",
                "1114 | 2026-05-31 10:11:12 | QUARTER | 2026-04-01 00:00:00",
                "1114 | 0044-03-15 10:11:12 BC | YEAR | 0044-01-01 00:00:00 BC",
                "1184 | 2026-11-21 10:11:12.345678+00 | DAY | 2026-11-21 00:00:00+00",
                "1184 | 2026-11-21 03:11:12+05:30 | DAY | 2026-11-20 00:00:00+00",
                "1184 | 2026-11-21 03:11:12+05:30:15 | HOUR | 2026-11-20 21:00:00+00",
                "1184 | 2026-01-01 00:30:00+01 | YEAR | 2025-01-01 00:00:00+00",
                "1184 | 0001-12-31 23:30:00-01 BC | YEAR | 0001-01-01 00:00:00+00",
                // what is not of the type, or would be left as it is
                "1082 | 2026-11-21 | DAY | NULL",
                "1082 | 2026-11-21 | HOUR | NULL",
                "1082 | infinity | YEAR | NULL",
                "1082 | 2026-13-01 | YEAR | NULL",
                "1082 | 2026-02-30 | YEAR | NULL",
                "1082 | 21.11.2026 | YEAR | NULL",
                "1082 | 2026-11-21 10:11:12 | YEAR | NULL",
                "1114 | 2026-11-21 | YEAR | NULL",
                "1114 | 2026-11-21 24:00:00 | YEAR | NULL",
                "1114 | Sat Nov 21 10:11:12 2026 | YEAR | NULL",
                "1184 | 2026-11-21 10:11:12 | YEAR | NULL",
                "1184 | 2026-11-21 10:11:12+99 | YEAR | NULL",
                "1184 | -infinity | YEAR | NULL",
                "1083 | 10:11:12 | HOUR | NULL",
                "23 | 20261121 | YEAR | NULL",
                "25 | 2026-11-21 | YEAR | [redacted]",
                "1182 | {2026-11-21,NULL} | MONTH | {\"2026-11-01\",NULL}"
            })
    void truncatesDates(int type, String value, Unit unit, String expected) {
        assertThat(ValueMasker.maskTyped(value, type, new DateTruncate(unit), KEY))
                .isEqualTo(expected);
    }

    /// Otherwise whoever chooses the zone finds out by many cuts what one hides.
    @Test
    void theZoneDoesNotMoveTheCut() {
        Set<String> shown = new HashSet<>();
        for (String zone : List.of("2026-01-01 00:30:00+01", "2025-12-31 23:30:00+00", "2025-12-31 09:30:00-14")) {
            shown.add(ValueMasker.maskTyped(zone, 1184, new DateTruncate(Unit.YEAR), KEY));
        }
        assertThat(shown).containsExactly("2025-01-01 00:00:00+00");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "NULL",
            value = {
                "23 | 47 | 10 | 40",
                "23 | -1 | 10 | -10",
                "20 | 40 | 10 | 40",
                "1700 | 1234.56 | 100 | 1200",
                "1700 | 1e3 | 300 | 900",
                "1700 | -0.5 | 5 | -5",
                "1700 | 99999999999999999999 | 10 | 99999999999999999990",
                "1007 | {1,47,NULL} | 10 | {\"0\",\"40\",NULL}",
                // what is no number, or no number of the type any more
                "21 | -32768 | 10 | NULL",
                "1700 | NaN | 10 | NULL",
                "1700 | Infinity | 10 | NULL",
                "1700 | 1e999999999 | 10 | NULL",
                "1082 | 2026-11-21 | 10 | NULL",
                "2950 | 00000000-0000-0001-0000-000000000002 | 10 | NULL",
                "16 | t | 10 | NULL",
                "25 | forty | 10 | [redacted]",
                "1043 | 47 | 10 | [redacted]"
            })
    void putsNumbersIntoBuckets(int type, String value, long width, String expected) {
        assertThat(ValueMasker.maskTyped(value, type, new Bucket(width), KEY)).isEqualTo(expected);
    }

    /// How many digits are written of one is the client's to say: a value that is moved over the edge of its bucket, or
    /// onto another one, tells more than the mask means to.
    @Test
    void leavesNothingOfAFloat() {
        for (MaskMethod method : METHODS) {
            for (String digits : List.of("774411.5", "774411", "8e+05", "NaN")) {
                assertThat(ValueMasker.maskTyped(digits, 700, method, KEY)).isNull();
                assertThat(ValueMasker.maskTyped(digits, 701, method, KEY)).isNull();
                for (int array : new int[] {1021, 1022}) {
                    String masked = ValueMasker.maskTyped("{" + digits + "}", array, method, KEY);
                    assertThat(masked).isIn(null, "{NULL}");
                }
            }
        }
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

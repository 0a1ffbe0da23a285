// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.masking;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RedactTypedTest {
    private static final int TEXT = 25;
    private static final int TEXT_ARRAY = 1009;
    private static final int INT8 = 20;
    private static final int JSONB = 3802;
    private static final int UNKNOWN = 99_999;
    private final DetectorSet all = Detectors.named(Set.of("secrets", "personal"));

    @Test
    void leavesAnyTypeAloneInWhichNothingIs() {
        assertThat(all.redactTyped("plain", TEXT)).isEqualTo("plain");
        assertThat(all.redactTyped("{\"a\" : 1}", JSONB)).isEqualTo("{\"a\" : 1}");
        assertThat(all.redactTyped("{a,\"\\\\b\",NULL}", TEXT_ARRAY)).isEqualTo("{a,\"\\\\b\",NULL}");
        assertThat(all.redactTyped("42", INT8)).isEqualTo("42");
        assertThat(all.redactTyped("anything", UNKNOWN)).isEqualTo("anything");
    }

    @Test
    void replacesWhatIsFoundInText() {
        assertThat(all.redactTyped("mail ada@example.org", TEXT)).isEqualTo("mail [redacted]");
    }

    @Test
    void makesANumberWithACardNumberNull() {
        assertThat(all.redactTyped("4111111111111111", INT8)).isNull();
        assertThat(all.redactTyped("ada@example.org", UNKNOWN)).isNull();
    }

    @Test
    void redactsStringsAndNumbersInJson() {
        assertThat(all.redactTyped(
                        "{\"name\": \"Ada\", \"mail\": \"x\\nada@example.org\", \"pan\": 4111111111111111, \"n\": 1.5e3}",
                        JSONB))
                .isEqualTo(
                        "{\"name\": \"Ada\", \"mail\": \"x\\u000a[redacted]\", \"pan\": \"[redacted]\", \"n\": 1.5e3}");
    }

    @Test
    void seesThroughEscapesInJson() {
        assertThat(all.redactTyped("[\"ada\\u0040example.org\"]", JSONB)).isEqualTo("[\"[redacted]\"]");
    }

    @Test
    void doesNotClearWhatEscapesMayHide() {
        byte[] json = "[\"ada\\u0040example.org\"]".getBytes(StandardCharsets.UTF_8);
        assertThat(all.mayMatch(json, 0, json.length)).isFalse();
        assertThat(all.mayMatchTyped(json, 0, json.length, JSONB)).isTrue();
        assertThat(all.mayMatchTyped(json, 0, json.length, TEXT)).isFalse();
        byte[] array = "{\"password=\\\"it is\\\"\"}".getBytes(StandardCharsets.UTF_8);
        assertThat(all.mayMatchTyped(array, 0, array.length, TEXT_ARRAY)).isTrue();
        assertThat(all.redactTyped("{\"password=\\\"it is\\\"\"}", TEXT_ARRAY))
                .isEqualTo("{\"password=\\\"[redacted]\\\"\"}");
    }

    @Test
    void redactsAJsonValueThatOnlyItsKeyGivesAway() {
        assertThat(all.redactTyped("{\"password\": \"hunter2\", \"port\": 5432}", JSONB))
                .isEqualTo("{\"password\": \"[redacted]\", \"port\": 5432}");
    }

    @Test
    void replacesBrokenJsonAsAWhole() {
        assertThat(all.redactTyped("{\"mail\": \"ada@example.org", JSONB)).isEqualTo("\"[redacted]\"");
    }

    @Test
    void redactsElementsOfAnArray() {
        assertThat(all.redactTyped("{Ada,\"ada@example.org\",NULL}", TEXT_ARRAY))
                .isEqualTo("{Ada,\"[redacted]\",NULL}");
    }

    @Test
    void makesAnArrayNullInWhichOnlyTheWholeGivesSomethingAway() {
        assertThat(all.redactTyped("{\"password=\",hunter2}", TEXT_ARRAY)).isEqualTo("{\"password=\",hunter2}");
        assertThat(all.redactTyped("[0:0]={ada@example.org}", TEXT_ARRAY)).isNull();
    }
}

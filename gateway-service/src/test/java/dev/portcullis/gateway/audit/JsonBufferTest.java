// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonBufferTest {
    @ParameterizedTest
    @ValueSource(longs = {0, 7, 9, 10, 99, 100, 1_795_889_051_612L, Long.MAX_VALUE, -1, Long.MIN_VALUE})
    void numbersAreWrittenAsTheyAre(long number) {
        JsonBuffer out = new JsonBuffer();
        out.openArray().number(number).number(number).closeArray();
        assertThat(text(out)).isEqualTo("[" + number + "," + number + "]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "plain",
                "\"",
                "a\"b",
                "a\\",
                "tab\there",
                "\u0000",
                "\u007f",
                "é",
                "aé\"b",
                "€",
                "😀",
                "a😀b",
                "\ud83d",
                "\ude00x"
            })
    void textsAreWhatAParserReads(String value) {
        String expected = value.replace("\ud83d\ude00", "#").replaceAll("[\ud800-\udfff]", "\ufffd");
        JsonBuffer out = new JsonBuffer();
        out.open()
                .name("a")
                .text(value)
                .name("b")
                .text(value + "x".repeat(5_000) + value)
                .close();
        var read = AuditHarness.JSON.readTree(text(out));
        assertThat(read.get("a").asString()).isEqualTo(expected.replace("#", "😀"));
        assertThat(read.get("b").asString()).endsWith(expected.isEmpty() ? "x" : expected.replace("#", "😀"));
    }

    /// What writes nothing leaves no comma behind.
    @Test
    void encodedMembersMayBeNone() {
        JsonBuffer out = new JsonBuffer();
        out.open().name("a").number(1);
        out.encoded(new byte[0]);
        out.encoded("\"b\":2".getBytes(StandardCharsets.US_ASCII)).close();
        assertThat(text(out)).isEqualTo("{\"a\":1,\"b\":2}");
    }

    private static String text(JsonBuffer out) {
        return new String(out.copy(), StandardCharsets.UTF_8);
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.merkle;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonCursorTest {

    @Test
    void findsStringsAndWholeNumbersByTheirPath() throws NoteException {
        assertThat(members("""
                        { "a" : "x\\u0041\\n\\"", "b":{"c":-7,"d":{"e":"é"}}, "f":[{"a":"hidden"},[1,2.5e3]],
                          "g":1.5, "h":true, "i":null, "j":12345678901234567890, "k":{}, "l":[] }""")).isEqualTo(Map.of("a", "xA\n\"", "b.c", -7L, "b.d.e", "é"));
    }

    @Test
    void doesNotTakeANameWithADotForAPath() throws NoteException {
        assertThat(members("{\"metadata.uid\":\"other\",\"metadata\":{\"uid\":\"one\"}}"))
                .isEqualTo(Map.of("metadata.uid", "one"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "{}x",
                "{}{}",
                "{\"a\"}",
                "{\"a\":}",
                "{\"a\":1,}",
                "{\"a\":01}",
                "{\"a\":+1}",
                "{\"a\":tru}",
                "{\"a\":\"x}",
                "{\"a\":\"\\q\"}",
                "{\"a\":\"\\u00\"}",
                "{\"a\":\"\n\"}",
                "{\"a\":1,\"a\":2}",
                "{\"a\":{\"b\":1},\"a\":{\"b\":1}}",
                "{a:1}",
                "{\"a\":[1,]}",
                "\uFEFF{}"
            })
    void refusesWhatIsNotOneJsonObject(String text) {
        assertThatThrownBy(() -> members(text)).isInstanceOf(NoteException.class);
    }

    @Test
    void refusesBytesThatAreNotUtf8AndNestingWithoutEnd() {
        assertThatThrownBy(() -> JsonCursor.members(new byte[] {'{', '"', (byte) 0xC3, '"', ':', '1', '}'}))
                .isInstanceOf(NoteException.class);
        assertThatThrownBy(() -> members("{\"a\":" + "[".repeat(100_000))).isInstanceOf(NoteException.class);
    }

    private static Map<String, Object> members(String json) throws NoteException {
        return JsonCursor.members(json.getBytes(UTF_8));
    }
}

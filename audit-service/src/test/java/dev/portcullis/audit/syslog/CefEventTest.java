// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.syslog;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class CefEventTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final int MOST = 8192;
    private static final String EVENT = """
            {"time":1785672000123,"category_uid":6,"class_uid":6005,"activity_id":4,"type_uid":600504,"severity_id":3,
             "status_id":2,"action_id":2,"disposition_id":2,
             "metadata":{"version":"1.8.0","uid":"s1-7","sequence":7,"correlation_uid":"s1",
               "product":{"name":"Portcullis","uid":"gateway-1"}},
             "actor":{"user":{"uid":"agent-7","name":"agent-7","type_id":4}},
             "src_endpoint":{"ip":"10.0.3.7"},
             "dst_endpoint":{"hostname":"db.internal","port":5432,"svc_name":"postgres"},
             "query_info":{"uid":"c1","query_string":"SELECT ssn\\nFROM customers WHERE a = '|'"},
             "unmapped":{"portcullis":{"kind":"command.refused","connection":"orders","protocol":"postgres",
               "commandId":"c1","refusal":"not-permitted",
               "reasons":[{"policy":"p","rule":"no-ssn"},{"policy":"q","rule":"other"}]}}}""";

    @Test
    void saysWhatTheEventSays() {
        ReadCef cef = read(EVENT);
        assertThat(cef.header())
                .containsExactly("Portcullis", "Portcullis", "1", "command.refused", "Command refused", "5");
        assertThat(cef.fields())
                .containsEntry("rt", "1785672000123")
                .containsEntry("externalId", "s1-7")
                .containsEntry("cat", "6005")
                .containsEntry("deviceExternalId", "gateway-1")
                .containsEntry("act", "Denied")
                .containsEntry("outcome", "failure")
                .containsEntry("reason", "not-permitted")
                .containsEntry("suid", "agent-7")
                .containsEntry("suser", "agent-7")
                .containsEntry("src", "10.0.3.7")
                .containsEntry("dhost", "db.internal")
                .containsEntry("dpt", "5432")
                .containsEntry("app", "postgres")
                .containsEntry("cn1Label", "sequence")
                .containsEntry("cn1", "7");
        assertThat(cef.labelled("chain")).isEqualTo("s1");
        assertThat(cef.labelled("connection")).isEqualTo("orders");
        assertThat(cef.labelled("commandId")).isEqualTo("c1");
        assertThat(cef.labelled("rules")).isEqualTo("p/no-ssn,q/other");
        assertThat(cef.labelled("command")).isEqualTo("SELECT ssn\nFROM customers WHERE a = '|'");
        assertThat(cef.labelled("sha256")).hasSize(64);
    }

    @Test
    void namesAnIpv6AddressAsCefDoesAndAHostByItsName() {
        assertThat(read(EVENT.replace("10.0.3.7", "fd00::7")).fields())
                .containsEntry("c6a2", "fd00::7")
                .containsEntry("c6a2Label", "Source IPv6 Address")
                .doesNotContainKey("src");
        assertThat(read(EVENT.replace("\"ip\":\"10.0.3.7\"", "\"hostname\":\"pod-1\""))
                        .fields())
                .containsEntry("shost", "pod-1")
                .doesNotContainKey("src");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x\n<110>1 2026-01-01T00:00:00Z evil portcullis - command.outcome - CEF:0|A|B|1|x|y|1|act=Allowed",
                "x act=Allowed suser=root outcome=success",
                "x\\",
                "x\\ act=Allowed",
                "x\\=y",
                "x|y|10|",
                "x\r\nact=Allowed",
                "\\n is not a line end",
                "trailing blank ",
                "a=b=c"
            })
    void letsNoTextBecomeAnotherField(String text) {
        ObjectNode event = event();
        ((ObjectNode) event.at("/actor/user")).put("name", text);
        ((ObjectNode) event.at("/query_info")).put("query_string", text);
        ((ObjectNode) event.at("/unmapped/portcullis")).put("connection", text);
        ReadCef cef = read(event.toString());
        assertThat(cef.fields())
                .containsEntry("suser", text)
                .containsEntry("act", "Denied")
                .containsEntry("outcome", "failure")
                .containsOnlyKeys(read(EVENT).fields().keySet());
        assertThat(cef.labelled("command")).isEqualTo(text);
        assertThat(cef.labelled("connection")).isEqualTo(text);
    }

    @Test
    void letsNoKindBecomeAnotherHeaderField() {
        ObjectNode event = event();
        ((ObjectNode) event.at("/unmapped/portcullis")).put("kind", "a|b\\|10|\nc");
        ReadCef cef = read(event.toString());
        assertThat(cef.header().get(3)).isEqualTo("a|b\\|10|\\u000ac");
        assertThat(cef.header().get(5)).isEqualTo("5");
    }

    @ParameterizedTest
    @CsvSource({
        "27, \\u001b",
        "0, \\u0000",
        "7, \\u0007",
        "155, \\u009b",
        "133, \\u0085",
        "8232, \\u2028",
        "8238, \\u202e",
        "8294, \\u2066",
        "65279, \\ufeff",
        "917536, \\ue0020"
    })
    void writesOutWhatATerminalOrAParserCouldActOn(int point, String written) {
        ObjectNode event = event();
        ((ObjectNode) event.at("/query_info")).put("query_string", "a" + Character.toString(point) + "b");
        assertThat(read(event.toString()).labelled("command")).isEqualTo("a" + written + "b");
    }

    @Test
    void writesOutHalfOfASurrogatePair() {
        assertThat(CefText.value("a\ud83db", 100)).isEqualTo("a\\\\ud83db");
        assertThat(CefText.value("\ud83d\ude00", 100)).isEqualTo("\ud83d\ude00");
    }

    @Test
    void readsBackWhateverIsPutIn() {
        Random random = new Random(7);
        String alphabet = "a \\=|\n\rn0ü€\ud83d\ude00";
        for (int i = 0; i < 2_000; i++) {
            StringBuilder text = new StringBuilder("x");
            int length = random.nextInt(40);
            for (int j = 0; j < length; j++) {
                int[] points = alphabet.codePoints().toArray();
                text.appendCodePoint(points[random.nextInt(points.length)]);
            }
            ObjectNode event = event();
            ((ObjectNode) event.at("/actor/user")).put("name", text.toString());
            ((ObjectNode) event.at("/query_info")).put("query_string", text.toString());
            ReadCef cef = read(event.toString());
            assertThat(cef.fields()).containsEntry("suser", text.toString());
            assertThat(cef.labelled("command")).isEqualTo(text.toString());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2048, 2049, 3000, 8192})
    void keepsToTheBoundAndCutsNoCharacterInTwo(int most) {
        for (String piece : new String[] {"x", "=", "\\", "\n", "€", "\ud83d\ude00", "\u001b"}) {
            ObjectNode event = event();
            ((ObjectNode) event.at("/query_info")).put("query_string", piece.repeat(20_000));
            ((ObjectNode) event.at("/actor/user")).put("name", piece.repeat(20_000));
            byte[] bytes = new CefEvent(bytes(event), event, 0).format(most).getBytes(StandardCharsets.UTF_8);
            assertThat(bytes).hasSizeLessThanOrEqualTo(most);
            String text = new String(bytes, StandardCharsets.UTF_8);
            assertThat(text).doesNotContain("\ufffd");
            assertThat(ReadCef.of(text).fields()).containsEntry("externalId", "s1-7");
        }
    }

    @Test
    void sendsARecordThatIsNoEventAsOne() {
        byte[] value = "not json \n|".getBytes(StandardCharsets.UTF_8);
        CefEvent event = new CefEvent(value, null, 1_785_672_000_999L);
        ReadCef cef = ReadCef.of(event.format(MOST));
        assertThat(cef.header().get(3)).isEqualTo("record.unreadable");
        assertThat(cef.fields()).containsEntry("rt", "1785672000999");
        assertThat(cef.labelled("sha256")).hasSize(64);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "[]", "null", "1", "{\"time\":\"x\",\"severity_id\":\"high\",\"metadata\":[]}"})
    void takesAnyJson(String json) {
        JsonNode event = JSON.readTree(json);
        CefEvent cef = new CefEvent(json.getBytes(StandardCharsets.UTF_8), event, 5);
        assertThat(ReadCef.of(cef.format(MOST)).fields()).containsEntry("rt", "5");
    }

    @ParameterizedTest
    @CsvSource({"0, 0, 110", "1, 1, 110", "2, 3, 110", "3, 5, 108", "4, 8, 107", "5, 9, 106", "6, 10, 106", "99, 3, 110"
    })
    void weighsAsTheEventDoes(int ocsf, String cef, String priority) {
        ObjectNode event = event();
        event.put("severity_id", ocsf);
        assertThat(read(event.toString()).header().get(5)).isEqualTo(cef);
        String frame = new String(
                SyslogMessage.frame(new CefEvent(bytes(event), event, 0), "host", MOST), StandardCharsets.UTF_8);
        assertThat(frame)
                .contains(" <" + priority + ">1 2026-08-02T12:00:00.123Z host portcullis - command.refused - CEF:0|");
    }

    @Test
    void countsOctetsNotCharacters() {
        ObjectNode event = event();
        ((ObjectNode) event.at("/query_info")).put("query_string", "€\ud83d\ude00ü".repeat(9));
        byte[] frame = SyslogMessage.frame(new CefEvent(bytes(event), event, 0), "host", MOST);
        String text = new String(frame, StandardCharsets.UTF_8);
        int blank = text.indexOf(' ');
        assertThat(Integer.parseInt(text.substring(0, blank))).isEqualTo(frame.length - blank - 1);
    }

    private static ObjectNode event() {
        return (ObjectNode) JSON.readTree(EVENT);
    }

    private static byte[] bytes(JsonNode event) {
        return event.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static ReadCef read(String json) {
        byte[] value = json.getBytes(StandardCharsets.UTF_8);
        return ReadCef.of(new CefEvent(value, JSON.readTree(value), 0).format(MOST));
    }
}

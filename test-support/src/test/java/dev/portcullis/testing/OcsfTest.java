// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.contracts.audit.AuditKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OcsfTest {
    private static final String EVENT = """
            {"time":1785672000123,"category_uid":6,"class_uid":6005,"activity_id":4,"type_uid":600504,"severity_id":1,
             "metadata":{"version":"1.8.0","product":{"name":"Portcullis"}},
             "actor":{"user":{"uid":"agent-7","type_id":4}},"src_endpoint":{"ip":"10.0.3.7"},
             "database":{"name":"orders","type_id":1},"query_info":{"uid":"c1","query_string":"SELECT 1"}}""";

    @Test
    void everyKindOfEventHasAWriterWhoseTestMakesOne() {
        assertThat(Ocsf.written()).containsExactlyInAnyOrder(AuditKind.values());
    }

    @Test
    void findsNothingWrongWithAnEventThatIsValid() {
        assertThat(Ocsf.problems(EVENT)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "\"class_uid\":6005~\"class_uid\":6099",
                "\"class_uid\":6005~\"class_uid\":6003",
                "\"activity_id\":4~\"activity_id\":77",
                "\"type_uid\":600504~\"type_uid\":600599999",
                "\"time\":1785672000123~\"time\":\"yesterday\"",
                "\"ip\":\"10.0.3.7\"~\"ip\":\"not an address\"",
                "\"severity_id\":1~\"severity_id\":1,\"own\":true",
                "\"database\":~\"unmapped\":",
                "\"type_id\":4~\"type_id\":4,\"colour\":\"red\"",
                "\"severity_id\":1,~\"severity\":\"x\","
            })
    void findsWhatIsWrong(String right, String wrong) {
        String event = EVENT.replace(right, wrong);
        assertThat(event).isNotEqualTo(EVENT);
        assertThat(Ocsf.problems(event)).as(event).isNotEmpty();
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.ingest;

import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.audit.sessions.SessionFact;
import dev.portcullis.merkle.Digest;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventReaderTest {

    private static final String EVENT = """
            {"class_uid":6005,"time":1785672000123,"metadata":{"uid":"e-1","sequence":3,"correlation_uid":"s-1"},\
            "src_endpoint":{"ip":"10.0.3.7","port":52144},"actor":{"user":{"uid":"agent"},"session":{"issuer":"http://i"}},\
            "unmapped":{"portcullis":{"prev":"%s","kind":"session.started","connection":"orders","protocol":"postgres","gateway":"gw-1"}}}""".formatted("ab".repeat(32));

    private final EventReader reader = new EventReader();

    @Test
    void readsWhatTheLogAndTheListOfSessionsNeed() {
        Reading.Event event = (Reading.Event) read(EVENT);
        assertThat(event.entry().eventId()).isEqualTo("e-1");
        assertThat(event.entry().chainId()).isEqualTo("s-1");
        assertThat(event.entry().seq()).isEqualTo(3);
        assertThat(event.entry().prev()).isEqualTo(Digest.fromHex("ab".repeat(32)));
        assertThat(event.entry().classUid()).isEqualTo(6005);
        assertThat(event.entry().occurredAt().toEpochMilli()).isEqualTo(1785672000123L);
        assertThat(event.entry().body().bytes()).isEqualTo(EVENT.getBytes(UTF_8));
        assertThat(event.entry().source()).isEqualTo("portcullis.audit.v1/2@77");
        assertThat(event.fact())
                .isEqualTo(
                        new SessionFact.Started("agent", "http://i", "orders", "postgres", "10.0.3.7:52144", "gw-1"));
    }

    @ParameterizedTest
    @CsvSource({
        "session.ended, Ended",
        "command.intent, Forwarded",
        "command.refused, Refused",
        "command.outcome, Answered",
        "gateway.started, GatewayStarted",
        "policy.changed, None"
    })
    void tellsSessionFactsByTheKind(String kind, String fact) {
        Reading.Event event = (Reading.Event) read(EVENT.replace("session.started", kind));
        assertThat(event.fact().getClass().getSimpleName()).isEqualTo(fact);
    }

    @Test
    void takesTextsForTheListAsTextAndNothingElse() {
        String odd = EVENT.replace("\"uid\":\"agent\"", "\"uid\":{\"a\":1}")
                .replace("\"orders\"", "\"or\\u0000ders" + "x".repeat(1000) + "\"")
                .replace("52144", "\"52144\"");
        SessionFact.Started started = (SessionFact.Started) ((Reading.Event) read(odd)).fact();
        assertThat(started.subject()).isEmpty();
        assertThat(started.connection()).startsWith("or\uFFFDders").hasSize(512);
        assertThat(started.clientAddress()).isEqualTo("10.0.3.7");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"uid\":\"e-1\"|\"uid\":\"e:1\"",
                "\"uid\":\"e-1\"|\"uid\":\"\"",
                "\"uid\":\"e-1\"|\"uid\":\"e\\u0000\"",
                "\"uid\":\"e-1\"|\"uid\":7",
                "\"correlation_uid\":\"s-1\"|\"correlation_uid\":\"s 1\"",
                "\"correlation_uid\":\"s-1\"|\"x\":1",
                "\"sequence\":3|\"sequence\":0",
                "\"sequence\":3|\"sequence\":-1",
                "\"sequence\":3|\"sequence\":3.0",
                "\"sequence\":3|\"sequence\":99999999999999999999",
                "\"sequence\":3|\"sequence\":3,\"sequence\":4",
                "\"class_uid\":6005|\"class_uid\":\"6005\"",
                "\"class_uid\":6005|\"class_uid\":99999999999",
                "\"time\":1785672000123|\"time\":-1",
                "\"time\":1785672000123|\"time\":999999999999999",
                "abab|ABab",
                "\"prev\"|\"prv\"",
                "session.started|Session Started",
                "\"kind\"|\"knd\"",
                "}}}|}}",
                "}}}|}}}{}"
            })
    void refusesWhatLacksWhatEveryEventHas(String change) {
        String[] fromTo = change.split("\\|", 2);
        String bent = EVENT.replace(fromTo[0], fromTo[1]);
        assertThat(bent).isNotEqualTo(EVENT);
        assertThat(read(bent)).isInstanceOf(Reading.Unreadable.class);
    }

    @Test
    void refusesOtherEncodingsAndGivesTheRecordAPlaceOfItsOwn() {
        for (byte[] value : new byte[][] {
            EVENT.getBytes(UTF_16BE),
            EVENT.getBytes(UTF_16),
            ("\uFEFF" + EVENT).getBytes(UTF_8),
            {(byte) 0xC3, 0x28},
            {},
            null
        }) {
            Reading.Unreadable unreadable =
                    (Reading.Unreadable) reader.read(new ConsumerRecord<>("portcullis.audit.v1", 2, 77, "k", value));
            assertThat(unreadable.entry().eventId()).isEqualTo("quarantine:portcullis.audit.v1:2:77");
            assertThat(unreadable.entry().chainId()).isEmpty();
            assertThat(unreadable.entry().seq()).isZero();
        }
    }

    @Test
    void doesNotQuoteFromARecordItRefuses() {
        Reading.Unreadable unreadable = (Reading.Unreadable) read("{\"secret\":hunter2}");
        assertThat(unreadable.reason()).doesNotContain("hunter2").doesNotContain("secret");
    }

    private Reading read(String value) {
        return reader.read(new ConsumerRecord<>("portcullis.audit.v1", 2, 77, "key", value.getBytes(UTF_8)));
    }
}

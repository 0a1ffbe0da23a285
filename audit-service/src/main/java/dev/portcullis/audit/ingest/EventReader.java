// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.ingest;

import dev.portcullis.audit.heartbeats.GatewayFact;
import dev.portcullis.audit.log.EventBytes;
import dev.portcullis.audit.log.LogEntry;
import dev.portcullis.contracts.audit.AuditKind;
import dev.portcullis.merkle.Digest;
import dev.portcullis.merkle.LeafEnvelope;
import dev.portcullis.merkle.Salt;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.json.JsonMapper;

/// Reads a record of the audit topic, as `docs/events/audit.md` describes it, or says why it cannot be one.
@Component
final class EventReader {

    private static final Pattern EVENT_ID = Pattern.compile("[A-Za-z0-9._~-]{1,128}");
    private static final Pattern CHAIN_ID = Pattern.compile("[A-Za-z0-9._~:@/-]{1,128}");
    private static final Pattern KIND = Pattern.compile("[a-z0-9._-]{1,64}");
    private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");
    static final long YEAR_9999 = Instant.parse("9999-01-01T00:00:00Z").toEpochMilli();

    // Two readers that disagree on which of two members counts would disagree on what the log says.
    private final JsonMapper json = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    Reading read(ConsumerRecord<String, byte[]> delivered) {
        byte[] value = delivered.value() == null ? new byte[0] : delivered.value();
        try {
            EventFields event = fields(value);
            LogEntry entry = entry(event, EventBytes.of(value), source(delivered));
            return new Reading.Event(
                    entry,
                    SessionFacts.commandId(event),
                    SessionFacts.of(entry.kind(), event),
                    TargetFacts.of(entry.kind(), event, value, json),
                    gateway(entry.kind(), event),
                    SessionFacts.unrecorded(event));
        } catch (UnreadableException e) {
            return unreadable(delivered, e.getMessage());
        } catch (JacksonException e) {
            // Without the message: it quotes from the record.
            return unreadable(delivered, "not one JSON object without repeated members");
        }
    }

    private static GatewayFact gateway(String kind, EventFields event) {
        String gateway =
                SessionFacts.bounded(event.text("unmapped.portcullis.gateway").orElse(""));
        if (kind.equals(AuditKind.GATEWAY_HEARTBEAT.word())) {
            return new GatewayFact.Beat(
                    gateway, event.text("unmapped.portcullis.statement").orElse(""));
        }
        return kind.equals(AuditKind.GATEWAY_STARTED.word())
                ? new GatewayFact.Started(gateway)
                : new GatewayFact.None();
    }

    /// The entry that keeps a record which is not what it should be.
    Reading.Unreadable unreadable(ConsumerRecord<String, byte[]> delivered, String reason) {
        byte[] value = delivered.value() == null ? new byte[0] : delivered.value();
        String id = LeafEnvelope.QUARANTINE_PREFIX + delivered.topic() + ":" + delivered.partition() + ":"
                + delivered.offset();
        LogEntry entry = new LogEntry(
                id,
                "",
                0,
                Digest.ZERO,
                "quarantined",
                0,
                Instant.EPOCH,
                EventBytes.of(value),
                Salt.fresh(),
                source(delivered));
        return new Reading.Unreadable(entry, reason);
    }

    static String source(ConsumerRecord<String, byte[]> delivered) {
        return delivered.topic() + "/" + delivered.partition() + "@" + delivered.offset();
    }

    private EventFields fields(byte[] value) throws UnreadableException {
        requirePlainUtf8(value);
        try (JsonParser parser = json.createParser(value)) {
            return EventFields.read(parser)
                    .orElseThrow(() -> new UnreadableException("not one JSON object without repeated members"));
        }
    }

    // The parser would take other encodings for JSON too, which it tells by their mark or by their zero bytes.
    private static void requirePlainUtf8(byte[] value) throws UnreadableException {
        String text = new String(value, StandardCharsets.UTF_8);
        boolean marked = text.startsWith("\uFEFF") || text.indexOf('\0') >= 0;
        // Decoding puts a replacement where bytes are malformed; only such a text can differ when encoded again.
        boolean malformed = text.indexOf('\uFFFD') >= 0 && !Arrays.equals(text.getBytes(StandardCharsets.UTF_8), value);
        if (marked || malformed) {
            throw new UnreadableException("not UTF-8");
        }
    }

    private static LogEntry entry(EventFields event, EventBytes body, String source) throws UnreadableException {
        return new LogEntry(
                text(event, "metadata.uid", EVENT_ID),
                text(event, "metadata.correlation_uid", CHAIN_ID),
                number(event, "metadata.sequence", 1, Long.MAX_VALUE),
                Digest.fromHex(text(event, "unmapped.portcullis.prev", DIGEST)),
                text(event, "unmapped.portcullis.kind", KIND),
                (int) number(event, "class_uid", 1, Integer.MAX_VALUE),
                Instant.ofEpochMilli(number(event, "time", 0, YEAR_9999)),
                body,
                Salt.fresh(),
                source);
    }

    private static String text(EventFields event, String path, Pattern form) throws UnreadableException {
        return event.text(path)
                .filter(text -> form.matcher(text).matches())
                .orElseThrow(() -> new UnreadableException(path + " is missing or malformed"));
    }

    private static long number(EventFields event, String path, long least, long most) throws UnreadableException {
        long number = event.number(path)
                .orElseThrow(() -> new UnreadableException(path + " is missing or not a whole number"));
        if (number < least || number > most) {
            throw new UnreadableException(path + " is out of range");
        }
        return number;
    }

    /// The record is not an event; the message says why, without quoting from it.
    private static final class UnreadableException extends Exception {
        UnreadableException(String message) {
            super(message);
        }

        @Override
        public String getMessage() {
            return String.valueOf(super.getMessage());
        }
    }
}

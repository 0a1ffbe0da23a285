// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.ingest;

import dev.portcullis.audit.log.EventBytes;
import dev.portcullis.audit.log.LogEntry;
import dev.portcullis.merkle.Digest;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Reads a record of the audit topic, as `docs/events/audit.md` describes it, or says why it cannot be one.
@Component
final class EventReader {

    private static final Pattern EVENT_ID = Pattern.compile("[A-Za-z0-9._~-]{1,128}");
    private static final Pattern CHAIN_ID = Pattern.compile("[A-Za-z0-9._~:@/-]{1,128}");
    private static final Pattern KIND = Pattern.compile("[a-z0-9._-]{1,64}");
    private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");
    private static final long YEAR_9999 = Instant.parse("9999-01-01T00:00:00Z").toEpochMilli();

    // Two readers that disagree on which of two members counts would disagree on what the log says.
    private final JsonMapper json = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final Clock clock;

    EventReader(Clock clock) {
        this.clock = clock;
    }

    Reading read(ConsumerRecord<String, byte[]> delivered) {
        byte[] value = delivered.value() == null ? new byte[0] : delivered.value();
        try {
            JsonNode event = json.readTree(decode(value));
            LogEntry entry = entry(event, EventBytes.of(value), source(delivered));
            long unrecorded =
                    SessionFacts.count(event.path("unmapped").path("portcullis").path("unrecorded"));
            return new Reading.Event(entry, SessionFacts.of(entry.kind(), event), unrecorded);
        } catch (UnreadableException e) {
            return unreadable(delivered, e.getMessage());
        } catch (CharacterCodingException e) {
            return unreadable(delivered, "not UTF-8");
        } catch (JacksonException e) {
            // Without the message: it quotes from the record.
            return unreadable(delivered, "not one JSON value without repeated members");
        }
    }

    /// The entry that keeps a record which is not what it should be.
    Reading.Unreadable unreadable(ConsumerRecord<String, byte[]> delivered, String reason) {
        byte[] value = delivered.value() == null ? new byte[0] : delivered.value();
        String id = "quarantine:" + delivered.topic() + ":" + delivered.partition() + ":" + delivered.offset();
        LogEntry entry = new LogEntry(
                id,
                "",
                0,
                Digest.ZERO,
                "quarantined",
                0,
                Instant.ofEpochMilli(clock.millis()),
                EventBytes.of(value),
                source(delivered));
        return new Reading.Unreadable(entry, reason);
    }

    static String source(ConsumerRecord<String, byte[]> delivered) {
        return delivered.topic() + "/" + delivered.partition() + "@" + delivered.offset();
    }

    private static LogEntry entry(JsonNode event, EventBytes body, String source) throws UnreadableException {
        JsonNode metadata = event.path("metadata");
        JsonNode portcullis = event.path("unmapped").path("portcullis");
        return new LogEntry(
                text(metadata, "uid", EVENT_ID),
                text(metadata, "correlation_uid", CHAIN_ID),
                number(metadata, "sequence", 1, Long.MAX_VALUE),
                Digest.fromHex(text(portcullis, "prev", DIGEST)),
                text(portcullis, "kind", KIND),
                (int) number(event, "class_uid", 1, Integer.MAX_VALUE),
                Instant.ofEpochMilli(number(event, "time", 0, YEAR_9999)),
                body,
                source);
    }

    private static String decode(byte[] value) throws CharacterCodingException {
        return StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT)
                .decode(ByteBuffer.wrap(value))
                .toString();
    }

    private static String text(JsonNode in, String name, Pattern form) throws UnreadableException {
        JsonNode value = in.path(name);
        if (!value.isString() || !form.matcher(value.stringValue()).matches()) {
            throw new UnreadableException(name + " is missing or malformed");
        }
        return value.stringValue();
    }

    private static long number(JsonNode in, String name, long least, long most) throws UnreadableException {
        JsonNode value = in.path(name);
        if (!value.isIntegralNumber() || !value.canConvertToLong()) {
            throw new UnreadableException(name + " is missing or not a whole number");
        }
        long number = value.longValue();
        if (number < least || number > most) {
            throw new UnreadableException(name + " is out of range");
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

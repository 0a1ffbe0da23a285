// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.recordings;

import dev.portcullis.audit.log.EventBytes;
import dev.portcullis.contracts.audit.RecordingHeaders;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/// One chunk of one session's recording as it came, not looked into and not sealed yet.
///
/// @param chunkId its id, unique for ever
/// @param sessionId the session it belongs to
/// @param number its place in the recording, from 1
/// @param body the gzip of JSON lines, as it came
public record Chunk(String chunkId, String sessionId, int number, EventBytes body) {

    private static final Pattern CHUNK_ID = Pattern.compile("[A-Za-z0-9._~-]{1,128}");
    private static final Pattern SESSION_ID = Pattern.compile("[A-Za-z0-9._~:@/-]{1,128}");
    private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,8}");

    /// The chunk in a record of the recording topic; empty if it is none.
    public static Optional<Chunk> read(ConsumerRecord<String, byte[]> delivered) {
        String id = header(delivered, RecordingHeaders.ID);
        String number = header(delivered, RecordingHeaders.NUMBER);
        String session = delivered.key() == null ? "" : delivered.key();
        boolean complete = delivered.value() != null
                && CHUNK_ID.matcher(id).matches()
                && NUMBER.matcher(number).matches()
                && SESSION_ID.matcher(session).matches();
        return complete
                ? Optional.of(new Chunk(id, session, Integer.parseInt(number), EventBytes.of(delivered.value())))
                : Optional.empty();
    }

    ChunkPlace place() {
        return new ChunkPlace(chunkId, sessionId, number);
    }

    private static String header(ConsumerRecord<String, byte[]> delivered, String name) {
        Header header = delivered.headers().lastHeader(name);
        return header == null || header.value() == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.recordings;

import dev.portcullis.audit.log.EventBytes;
import dev.portcullis.audit.log.TransparencyLog;
import dev.portcullis.audit.storage.ObjectStore;
import dev.portcullis.merkle.Digest;
import java.util.Optional;
import org.springframework.stereotype.Component;

/// Fetches the bytes of chunks and opens them. Bytes that are not those that were logged are not opened.
@Component
class OpenedChunks {

    /// What came of it.
    sealed interface Content {
        /// The chunk as it came.
        record Plain(EventBytes content) implements Content {}

        /// The stored bytes are gone, or not those that were logged.
        record Altered() implements Content {}

        /// They cannot be opened, or were given up.
        record Locked(String why) implements Content {}
    }

    private final ObjectStore objects;
    private final TransparencyLog log;

    OpenedChunks(ObjectStore objects, TransparencyLog log) {
        this.objects = objects;
        this.log = log;
    }

    /// The chunk, if it is the one that was logged.
    Content open(StoredChunk chunk, RecordingKeys.Standing key) {
        return chunk.expired() || log.holds(chunk.leaf()) ? stored(chunk, key) : new Content.Altered();
    }

    /// The chunk as it is stored, whether it has its leaf yet or not.
    Content stored(StoredChunk chunk, RecordingKeys.Standing key) {
        if (chunk.expired()) {
            return new Content.Locked("was given up when its time of keeping ended");
        }
        Optional<byte[]> bytes = objects.get(chunk.object())
                .filter(stored -> Digest.sha256(stored).equals(chunk.digest()));
        if (bytes.isEmpty()) {
            return new Content.Altered();
        }
        return chunk.sealed() ? unseal(chunk.place(), bytes.get(), key) : plain(bytes.get());
    }

    private static Content unseal(ChunkPlace place, byte[] sealed, RecordingKeys.Standing key) {
        return switch (key) {
            case RecordingKeys.Standing.Kept(var dataKey) -> {
                try {
                    yield plain(dataKey.open(place, sealed));
                } catch (NotOpenedException _) {
                    yield new Content.Locked("is not opened by the key of its recording");
                }
            }
            case RecordingKeys.Standing.Destroyed _ -> new Content.Locked("cannot be opened: its key was destroyed");
            case RecordingKeys.Standing.Unusable _ -> new Content.Locked("cannot be opened: no key unwraps its key");
            case RecordingKeys.Standing.Missing _ -> new Content.Locked("cannot be opened: its key is missing");
        };
    }

    private static Content plain(byte[] bytes) {
        return new Content.Plain(EventBytes.of(bytes));
    }
}

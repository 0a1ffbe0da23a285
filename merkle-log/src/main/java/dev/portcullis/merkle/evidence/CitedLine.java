// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.merkle.evidence;

import dev.portcullis.merkle.Digest;
import dev.portcullis.merkle.JsonCursor;
import dev.portcullis.merkle.NoteException;
import dev.portcullis.merkle.Salt;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/// One line of `events.ndjson`, not believed yet.
///
/// @param index where the event is said to stand in the log
/// @param id its id
/// @param path the way from its leaf to the root
/// @param event its exact bytes
/// @param salt what its leaf was made with beside them
record CitedLine(long index, String id, List<Digest> path, Bytes event, Salt salt) {

    /// Bytes as a value.
    static final class Bytes {
        private final byte[] bytes;

        Bytes(byte[] bytes) {
            this.bytes = bytes;
        }

        byte[] bytes() {
            return bytes;
        }
    }

    CitedLine {
        path = List.copyOf(path);
    }

    static CitedLine read(byte[] line, long number) throws NoteException {
        try {
            Map<String, Object> json = JsonCursor.withArrays(line);
            if (json.get("index") instanceof Long index
                    && json.get("id") instanceof String id
                    && json.get("event") instanceof String event) {
                List<Digest> path = new ArrayList<>();
                while (json.get("path[" + path.size() + "]") instanceof String hash) {
                    path.add(Digest.fromBase64(hash));
                }
                Salt salt = Salt.fromHex(json.get("salt") instanceof String hex ? hex : "");
                return new CitedLine(
                        index, id, path, new Bytes(Base64.getDecoder().decode(event)), salt);
            }
        } catch (NoteException | IllegalArgumentException e) {
            throw new NoteException("line " + number + " of events.ndjson cannot be read", e);
        }
        throw new NoteException("line " + number + " of events.ndjson is none");
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.recordings;

import java.util.List;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;

/// The chunks of a session.
interface RecordingChunks extends Repository<RecordingChunk, String> {

    /// Their ids in the order of replay.
    @Query("select c.chunkId from RecordingChunk c where c.sessionId = :sessionId order by c.number, c.chunkId")
    List<String> idsInOrder(String sessionId);

    RecordingChunk getByChunkId(String chunkId);
}

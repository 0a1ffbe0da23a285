// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.recordings;

import java.util.List;
import java.util.Optional;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;

/// The chunks of a session.
interface RecordingChunks extends Repository<RecordingChunk, String> {

    /// Their ids in the order of replay.
    @Query("select c.chunkId from RecordingChunk c where c.sessionId = :sessionId order by c.number, c.chunkId")
    List<String> idsInOrder(String sessionId);

    /// How many there should be, as the end of the session said.
    @Query(value = "select s.chunks from session s where s.id = :sessionId", nativeQuery = true)
    Optional<Long> expected(String sessionId);

    RecordingChunk getByChunkId(String chunkId);
}

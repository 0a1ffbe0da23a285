// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.sessions;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.data.domain.Limit;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;

/// Looks sessions up.
interface Sessions extends Repository<Session, String> {

    Optional<Session> findById(String id);

    /// Newest first, from behind the given place on. An empty text means: any. `active` and `ended` say which
    /// of both may come.
    @Query("""
            select s from Session s
            where (:identity = '' or s.subject = :identity)
              and (:connection = '' or s.connection = :connection)
              and ((:active = true and s.endedAt is null) or (:ended = true and s.endedAt is not null))
              and (s.startedAt < :before or (s.startedAt = :before and s.id < :beforeId))
            order by s.startedAt desc, s.id desc""")
    List<Session> newest(
            String identity,
            String connection,
            boolean active,
            boolean ended,
            Instant before,
            String beforeId,
            Limit limit);
}

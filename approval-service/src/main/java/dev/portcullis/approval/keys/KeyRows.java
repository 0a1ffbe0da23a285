// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.keys;

import dev.portcullis.contracts.identity.Identity;
import dev.portcullis.contracts.key.AccessKey;
import dev.portcullis.contracts.key.KeyHolder;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/// The stored keys. What a row locks stays locked until the end of the transaction.
@Component
final class KeyRows {
    private static final String COLUMNS =
            "id, subject, issuer, actors, connection, purpose, issued_at, expires_at, ended_at, ended_by, end_reason";

    private final JdbcClient jdbc;
    private final JsonMapper json;

    KeyRows(JdbcClient jdbc, JsonMapper json) {
        this.jdbc = jdbc;
        this.json = json;
    }

    /// Lets no other key of this subject be issued until the end of the transaction.
    void queueFor(String subject) {
        jdbc.sql("SELECT pg_advisory_xact_lock(hashtextextended(?, 0))")
                .param("key of " + subject)
                .query((row, number) -> 0)
                .list();
    }

    void insert(AccessKey key, String digest, Identity identity) {
        jdbc.sql("""
                        INSERT INTO access_key (id, digest, subject, issuer, actors, connection, identity, purpose,
                            issued_at, expires_at)
                        VALUES (:id, :digest, :subject, :issuer, :actors, :connection, :identity, :purpose,
                            :issuedAt, :expiresAt)""")
                .param("id", UUID.fromString(key.id()))
                .param("digest", digest)
                .param("subject", key.subject())
                .param("issuer", key.issuer())
                .param("actors", key.actors().toArray(String[]::new))
                .param("connection", key.connection())
                .param("identity", json.writeValueAsString(identity))
                .param("purpose", key.purpose())
                .param("issuedAt", Timestamp.from(key.issuedAt()))
                .param("expiresAt", Timestamp.from(key.expiresAt()))
                .update();
    }

    /// How many keys of an identity hold.
    int holding(String subject, String issuer, Instant now) {
        return jdbc.sql("""
                        SELECT count(*) FROM access_key
                        WHERE subject = ? AND issuer = ? AND ended_at IS NULL AND expires_at > ?""")
                .params(subject, issuer, Timestamp.from(now))
                .query(Integer.class)
                .single();
    }

    Optional<KeyHolder> byDigest(String digest) {
        return jdbc.sql("SELECT " + COLUMNS + ", identity FROM access_key WHERE digest = ?")
                .param(digest)
                .query((row, number) -> new KeyHolder(key(row), json.readValue(row.getString(12), Identity.class)))
                .optional();
    }

    List<AccessKey> byIds(Collection<UUID> ids) {
        return jdbc.sql("SELECT " + COLUMNS + " FROM access_key WHERE id = ANY (?)")
                .param(ids.toArray(UUID[]::new))
                .query((row, number) -> key(row))
                .list();
    }

    Optional<AccessKey> lock(UUID id) {
        return jdbc.sql("SELECT " + COLUMNS + " FROM access_key WHERE id = ? FOR UPDATE")
                .param(id)
                .query((row, number) -> key(row))
                .optional();
    }

    /// The keys of a subject that nobody has ended, whoever vouches for it, locked.
    List<AccessKey> lockOf(String subject, Instant now) {
        return jdbc.sql("SELECT " + COLUMNS + """
                         FROM access_key WHERE subject = ? AND ended_at IS NULL AND expires_at > ?
                        ORDER BY id FOR UPDATE""")
                .params(subject, Timestamp.from(now))
                .query((row, number) -> key(row))
                .list();
    }

    void end(String id, Instant at, String by, String reason) {
        jdbc.sql("UPDATE access_key SET ended_at = ?, ended_by = ?, end_reason = ? WHERE id = ?")
                .params(Timestamp.from(at), by, reason, UUID.fromString(id))
                .update();
    }

    /// The newest first.
    ///
    /// @param subject whose; null for everybody's
    List<AccessKey> list(@Nullable String subject, @Nullable String issuer, int limit) {
        return jdbc.sql("SELECT " + COLUMNS + """
                         FROM access_key WHERE (:subject::text IS NULL OR subject = :subject AND issuer = :issuer)
                        ORDER BY issued_at DESC, id LIMIT :limit""")
                .param("subject", subject)
                .param("issuer", issuer)
                .param("limit", limit)
                .query((row, number) -> key(row))
                .list();
    }

    /// Forgets what expired before this moment; the log tells of it.
    void forget(Instant before) {
        jdbc.sql("DELETE FROM access_key WHERE expires_at < ?")
                .param(Timestamp.from(before))
                .update();
    }

    /// Forgets keys of an identity that are over, but for the newest; the log tells of them. To gateways that
    /// still ask, one that is not known is over.
    void forgetOver(String subject, String issuer, Instant now, int kept) {
        jdbc.sql("""
                        DELETE FROM access_key WHERE id IN (
                            SELECT id FROM access_key
                            WHERE subject = :subject AND issuer = :issuer
                                AND (ended_at IS NOT NULL OR expires_at <= :now)
                            ORDER BY issued_at DESC, id DESC OFFSET :kept)""")
                .param("subject", subject)
                .param("issuer", issuer)
                .param("now", Timestamp.from(now))
                .param("kept", kept)
                .update();
    }

    private static AccessKey key(ResultSet row) throws SQLException {
        Timestamp ended = row.getTimestamp(9);
        return new AccessKey(
                row.getString(1),
                row.getString(2),
                row.getString(3),
                List.of((String[]) row.getArray(4).getArray()),
                row.getString(5),
                row.getString(6),
                row.getTimestamp(7).toInstant(),
                row.getTimestamp(8).toInstant(),
                ended == null ? null : ended.toInstant(),
                row.getString(10),
                row.getString(11));
    }
}

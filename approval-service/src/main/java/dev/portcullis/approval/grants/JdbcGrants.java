// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.grants;

import dev.portcullis.contracts.grant.AccessGrant;
import dev.portcullis.contracts.grant.GrantState;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

@Component
final class JdbcGrants implements GrantRows {

    private final JdbcClient jdbc;

    JdbcGrants(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public void queueFor(String name) {
        jdbc.sql("SELECT pg_advisory_xact_lock(hashtextextended(?, 0))")
                .param(name)
                .query((row, number) -> 0)
                .list();
    }

    @Override
    public void insert(GrantRow row) {
        AccessGrant grant = row.grant();
        jdbc.sql("""
                        INSERT INTO access_grant (id, state, subject, issuer, actors, people, token_id, connection,
                            purpose, ticket, seconds, break_glass, quorum, approval_id, asked_at, starts_at, ends_at,
                            ended_by, end_reason, review_due, nag_at, version)
                        VALUES (:id, :state, :subject, :issuer, :actors, :people, :tokenId, :connection,
                            :purpose, :ticket, :seconds, :breakGlass, :quorum, :approvalId, :askedAt, :startsAt,
                            :endsAt, :endedBy, :endReason, :reviewDue, :nagAt, :version)""")
                .param("id", row.id())
                .param("state", grant.state().name())
                .param("subject", grant.subject())
                .param("issuer", grant.issuer())
                .param("actors", grant.actors().toArray(String[]::new))
                .param("people", row.people().toArray(String[]::new))
                .param("tokenId", grant.tokenId())
                .param("connection", grant.connection())
                .param("purpose", grant.purpose())
                .param("ticket", grant.ticket())
                .param("seconds", grant.seconds())
                .param("breakGlass", grant.breakGlass())
                .param("quorum", grant.quorum())
                .param("approvalId", row.question().orElse(null))
                .param("askedAt", at(grant.askedAt()))
                .param("startsAt", at(grant.startsAt()))
                .param("endsAt", at(grant.endsAt()))
                .param("endedBy", grant.endedBy())
                .param("endReason", grant.endReason())
                .param(
                        "reviewDue",
                        grant.review() == null ? null : at(grant.review().dueAt()))
                .param("nagAt", at(row.nagAt()))
                .param("version", grant.version())
                .update();
    }

    @Override
    public void update(GrantRow row) {
        AccessGrant grant = row.grant();
        AccessGrant.Review review = grant.review();
        GrantRow.Extension extension = row.extension();
        jdbc.sql("""
                        UPDATE access_grant SET state = :state, seconds = :seconds, starts_at = :startsAt,
                            ends_at = :endsAt, ended_by = :endedBy, end_reason = :endReason,
                            extension_approval = :extension, extension_seconds = :extensionSeconds,
                            reviewed_at = :reviewedAt, reviewed_by = :reviewedBy, review_note = :note, nag_at = :nagAt,
                            version = :version
                        WHERE id = :id""")
                .param("id", row.id())
                .param("state", grant.state().name())
                .param("seconds", grant.seconds())
                .param("startsAt", at(grant.startsAt()))
                .param("endsAt", at(grant.endsAt()))
                .param("endedBy", grant.endedBy())
                .param("endReason", grant.endReason())
                .param("extension", extension == null ? null : extension.approval())
                .param("extensionSeconds", extension == null ? null : extension.seconds())
                .param("reviewedAt", review == null ? null : at(review.closedAt()))
                .param("reviewedBy", review == null ? "" : review.closedBy())
                .param("note", review == null ? "" : review.note())
                .param("nagAt", at(row.nagAt()))
                .param("version", grant.version())
                .update();
    }

    @Override
    public Optional<GrantRow> find(UUID id) {
        return one("id = :id", "", id);
    }

    @Override
    public Optional<GrantRow> lock(UUID id) {
        return one("id = :id", "FOR UPDATE", id);
    }

    @Override
    public List<GrantRow> active(String subject, String issuer, String connection) {
        return jdbc.sql("""
                        SELECT * FROM access_grant
                        WHERE state = 'ACTIVE' AND subject = ? AND issuer = ? AND connection = ? ORDER BY ends_at""")
                .params(subject, issuer, connection)
                .query(JdbcGrants::read)
                .list();
    }

    @Override
    public int open(String subject, String issuer) {
        return jdbc.sql("""
                        SELECT count(*) FROM access_grant
                        WHERE state IN ('REQUESTED', 'ACTIVE') AND subject = ? AND issuer = ?""").params(subject, issuer).query(Integer.class).single();
    }

    @Override
    public int active(String connection) {
        return jdbc.sql("SELECT count(*) FROM access_grant WHERE state = 'ACTIVE' AND connection = ?")
                .param(connection)
                .query(Integer.class)
                .single();
    }

    @Override
    public Optional<GrantRow> lockNextEnding(Instant now) {
        return one(
                "state = 'ACTIVE' AND ends_at <= :id",
                "ORDER BY ends_at LIMIT 1 FOR UPDATE SKIP LOCKED",
                Timestamp.from(now));
    }

    @Override
    public Optional<GrantRow> lockNextNagging(Instant now) {
        return one("nag_at <= :id", "ORDER BY nag_at LIMIT 1 FOR UPDATE SKIP LOCKED", Timestamp.from(now));
    }

    @Override
    public List<GrantRow> list(Filter filter) {
        return jdbc.sql("""
                        SELECT * FROM access_grant
                        WHERE (:subject::text IS NULL OR subject = :subject AND issuer = :issuer)
                          AND (:state::text IS NULL OR state = :state)
                          AND (:connection::text IS NULL OR connection = :connection)
                          AND (NOT :openReviews OR review_due IS NOT NULL AND reviewed_at IS NULL)
                          AND (:overdueAt::timestamptz IS NULL OR review_due <= :overdueAt AND reviewed_at IS NULL)
                          AND (:before::uuid IS NULL OR id < :before)
                        ORDER BY id DESC LIMIT :limit""")
                .param("subject", filter.subject())
                .param("issuer", filter.issuer())
                .param("state", filter.state() == null ? null : filter.state().name())
                .param("connection", filter.connection())
                .param("openReviews", filter.openReviews())
                .param("overdueAt", at(filter.overdueAt()))
                .param("before", filter.before())
                .param("limit", filter.limit())
                .query(JdbcGrants::read)
                .list();
    }

    private Optional<GrantRow> one(String where, String rest, Object parameter) {
        return jdbc.sql("SELECT * FROM access_grant WHERE " + where + " " + rest)
                .param("id", parameter)
                .query(JdbcGrants::read)
                .optional();
    }

    private static GrantRow read(ResultSet row, int number) throws SQLException {
        UUID approval = row.getObject("approval_id", UUID.class);
        UUID extension = row.getObject("extension_approval", UUID.class);
        Instant reviewDue = instant(row, "review_due");
        AccessGrant grant = new AccessGrant(
                row.getString("id"),
                GrantState.valueOf(row.getString("state")),
                row.getString("subject"),
                row.getString("issuer"),
                texts(row, "actors"),
                row.getString("token_id"),
                row.getString("connection"),
                row.getString("purpose"),
                row.getString("ticket"),
                row.getLong("seconds"),
                row.getBoolean("break_glass"),
                row.getString("quorum"),
                approval == null ? "" : approval.toString(),
                row.getTimestamp("asked_at").toInstant(),
                instant(row, "starts_at"),
                instant(row, "ends_at"),
                row.getString("ended_by"),
                row.getString("end_reason"),
                reviewDue == null
                        ? null
                        : new AccessGrant.Review(
                                reviewDue,
                                instant(row, "reviewed_at"),
                                row.getString("reviewed_by"),
                                row.getString("review_note")),
                row.getLong("version"));
        return new GrantRow(
                grant,
                texts(row, "people"),
                extension == null ? null : new GrantRow.Extension(extension, row.getLong("extension_seconds")),
                instant(row, "nag_at"));
    }

    private static List<String> texts(ResultSet row, String column) throws SQLException {
        return List.of((String[]) row.getArray(column).getArray());
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        Timestamp time = row.getTimestamp(column);
        return time == null ? null : time.toInstant();
    }

    private static @Nullable Timestamp at(@Nullable Instant time) {
        return time == null ? null : Timestamp.from(time);
    }
}

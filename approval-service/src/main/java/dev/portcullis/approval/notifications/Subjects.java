// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.notifications;

import dev.portcullis.contracts.approval.ApprovalKind;
import dev.portcullis.contracts.approval.ApprovalRequest;
import dev.portcullis.contracts.decision.Decision;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/// What messages are about, as it is stored.
@Component
final class Subjects {

    /// A held command, or a question about access.
    ///
    /// @param request as it was filed, with everything that must not be told
    record Asked(
            ApprovalKind kind,
            String connection,
            String requester,
            String sessionId,
            String quorum,
            Instant expiresAt,
            ApprovalRequest request) {

        /// What the rules that count say; a rule without words by its name.
        List<String> rules() {
            return request.reasons().stream()
                    .filter(reason -> !reason.shadow())
                    .map(Asked::words)
                    .distinct()
                    .toList();
        }

        private static String words(Decision.Reason reason) {
            String name = reason.policy() + "/" + reason.rule();
            return reason.message().isBlank() ? name : name + ": " + reason.message();
        }
    }

    /// The review of a break-glass grant.
    record Review(Instant dueAt, @Nullable Instant closedAt) {}

    private final JdbcClient jdbc;
    private final JsonMapper json;

    Subjects(JdbcClient jdbc, JsonMapper json) {
        this.jdbc = jdbc;
        this.json = json;
    }

    Asked asked(UUID id) {
        return jdbc.sql("""
                        SELECT kind, connection, requester_subject, session_id, quorum, expires_at, request
                        FROM approval WHERE id = ?""").param(id).query((row, number) -> read(row)).single();
    }

    Optional<Review> review(UUID grant) {
        return jdbc.sql("SELECT review_due, reviewed_at FROM access_grant WHERE id = ? AND review_due IS NOT NULL")
                .param(grant)
                .query((row, number) -> new Review(
                        row.getTimestamp("review_due").toInstant(), instant(row.getTimestamp("reviewed_at"))))
                .optional();
    }

    /// Open questions that end soon, were open for longer than that, and were not brought up again yet.
    List<UUID> expiring(Instant now, Duration soon, int limit) {
        return jdbc.sql("""
                        SELECT id FROM approval
                        WHERE state = 'PENDING' AND expires_at > ? AND expires_at <= ?
                          AND expires_at - created_at > make_interval(secs => ?)
                          AND NOT EXISTS (SELECT FROM delivery WHERE item = approval.id AND occasion = 'EXPIRING')
                        ORDER BY expires_at LIMIT ?""")
                .params(Timestamp.from(now), Timestamp.from(now.plus(soon)), (double) soon.toSeconds(), limit)
                .query((row, number) -> row.getObject("id", UUID.class))
                .list();
    }

    private Asked read(ResultSet row) throws SQLException {
        return new Asked(
                ApprovalKind.valueOf(row.getString("kind")),
                row.getString("connection"),
                row.getString("requester_subject"),
                row.getString("session_id"),
                row.getString("quorum"),
                row.getTimestamp("expires_at").toInstant(),
                json.readValue(row.getString("request"), ApprovalRequest.class));
    }

    private static @Nullable Instant instant(@Nullable Timestamp time) {
        return time == null ? null : time.toInstant();
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.evidence;

import dev.portcullis.audit.log.DamagedLogException;
import dev.portcullis.audit.web.InvalidException;
import dev.portcullis.merkle.NoteException;
import dev.portcullis.merkle.Salt;
import dev.portcullis.merkle.evidence.CitedEvent;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/// Finds the events that belong into a bundle. What is kept of them is their place, so that the bound on their
/// number is a bound on memory; who has more than fits is told so and gets nothing.
@Component
class Selection {

    private static final int FETCHED_AT_ONCE = 20;
    private static final String FROM = " FROM event AS e JOIN log_leaf AS l ON l.event_id = e.event_id ";

    // A session's owner is known from the list of sessions; for other events it is in the event.
    private static final String PERIOD =
            "SELECT " + Citation.COLUMNS + ", CASE WHEN ? AND s.id IS NULL THEN e.body END AS body" + FROM + """
            LEFT JOIN session AS s ON s.id = e.chain_id
            WHERE e.chain_id <> '' AND e.occurred_at >= ? AND e.occurred_at < ?
              AND (s.id IS NULL OR ((? = '' OR s.subject = ?) AND (? = '' OR s.connection = ?)))""";
    private static final String OPEN_SESSIONS = "SELECT " + Citation.COLUMNS + ", NULL AS body" + FROM + """
            JOIN session AS s ON s.id = e.chain_id
            WHERE e.kind = 'session.started' AND s.started_at < ? AND (s.ended_at IS NULL OR s.ended_at >= ?)
              AND e.occurred_at < ? AND (? = '' OR s.subject = ?) AND (? = '' OR s.connection = ?)""";
    private static final String BEFORE = "SELECT " + Citation.COLUMNS + ", e.body" + FROM + """
            WHERE e.chain_id <> '' AND e.occurred_at < ?
              AND e.kind IN ('policy.changed', 'connection.changed', 'classification.changed', 'grant.requested', 'grant.changed',
                             'grant.reviewed', 'approval.requested', 'approval.voted', 'approval.ended', 'approval.consumed',
                             'approval.escalated', 'template.proposed', 'template.changed', 'delegation.changed', 'retention.applied',
                             'hold.set', 'hold.lifted', 'key.issued', 'key.ended')
            ORDER BY e.occurred_at, l.leaf_index""";

    private final JdbcTemplate jdbc;
    private final TransactionTemplate transaction;
    private final KnownSessions sessions;
    private final EvidenceProperties bounds;
    private final Clock clock;

    Selection(
            JdbcTemplate jdbc,
            TransactionTemplate transaction,
            KnownSessions sessions,
            EvidenceProperties bounds,
            Clock clock) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.sessions = sessions;
        this.bounds = bounds;
        this.clock = clock;
    }

    /// What the question asks for, in the order of the log.
    List<Citation> of(Question question) {
        try {
            // In a transaction, because only there does the driver fetch a result piece by piece.
            return Objects.requireNonNull(transaction.execute(_ -> {
                jdbc.execute(
                        "SET LOCAL statement_timeout = " + bounds.selectWithin().toMillis());
                return new Run(question).all();
            }));
        } catch (QueryTimeoutException e) {
            throw tooMuch("more than can be looked through within " + bounds.selectWithin());
        }
    }

    private static InvalidException tooMuch(String what) {
        return new InvalidException("This period holds " + what
                + ". Nothing was exported; ask for a shorter period, one identity or one connection.");
    }

    private final class Run {
        private final Question question;
        private final Relevance relevance;
        private final Instant deadline;
        private final TreeMap<Long, Citation> found = new TreeMap<>();
        private long bytes;

        Run(Question question) {
            this.question = question;
            this.relevance = new Relevance(question, sessions);
            this.deadline = clock.instant().plus(bounds.selectWithin());
        }

        List<Citation> all() {
            Timestamp from = Timestamp.from(question.from());
            String who = question.identity();
            String where = question.connection();
            Standing standing = new Standing(question.from());
            each(BEFORE, row -> standing(row, standing), from);
            standing.events().forEach(this::add);
            each(OPEN_SESSIONS, row -> add(Citation.of(row)), from, from, from, who, who, where, where);
            each(
                    PERIOD,
                    this::ofPeriod,
                    !question.isAboutEverything(),
                    from,
                    Timestamp.from(question.to()),
                    who,
                    who,
                    where,
                    where);
            return List.copyOf(found.values());
        }

        private void standing(ResultSet row, Standing standing) throws SQLException {
            Citation citation = Citation.of(row);
            CitedEvent event = read(citation, row, row.getBytes("body"));
            if (relevance.of(event)) {
                standing.take(event, citation);
            }
        }

        private void ofPeriod(ResultSet row) throws SQLException {
            Citation citation = Citation.of(row);
            byte @Nullable [] body = row.getBytes("body");
            if (body == null || relevance.of(read(citation, row, body))) {
                add(citation);
            }
        }

        private void add(Citation citation) {
            if (found.put(citation.index(), citation) == null) {
                bytes += citation.length();
            }
            if (found.size() > bounds.mostEvents()) {
                throw tooMuch("more than " + bounds.mostEvents() + " events");
            }
            if (bytes > bounds.mostBytes()) {
                throw tooMuch("more than " + bounds.mostBytes() + " bytes of events");
            }
        }

        private void each(String sql, RowCallbackHandler take, Object... arguments) {
            jdbc.query(
                    (Connection connection) -> {
                        PreparedStatement select = connection.prepareStatement(sql);
                        select.setFetchSize(FETCHED_AT_ONCE);
                        for (int i = 0; i < arguments.length; i++) {
                            select.setObject(i + 1, arguments[i]);
                        }
                        return select;
                    },
                    row -> {
                        if (clock.instant().isAfter(deadline)) {
                            throw tooMuch("more than can be looked through within " + bounds.selectWithin());
                        }
                        take.processRow(row);
                    });
        }

        private static CitedEvent read(Citation citation, ResultSet row, byte[] body) throws SQLException {
            try {
                return CitedEvent.of(citation.index(), body, Salt.of(row.getBytes("salt")));
            } catch (NoteException e) {
                throw new DamagedLogException("entry " + citation.index() + " cannot be read: " + e.getMessage());
            }
        }
    }
}

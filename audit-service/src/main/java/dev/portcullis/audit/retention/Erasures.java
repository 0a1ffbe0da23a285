// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.retention;

import dev.portcullis.audit.identity.Caller;
import dev.portcullis.audit.log.EventIds;
import dev.portcullis.audit.log.ReadRecord;
import dev.portcullis.audit.web.ConflictException;
import dev.portcullis.audit.web.NotFoundException;
import dev.portcullis.audit.web.NotPermittedException;
import dev.portcullis.contracts.audit.AuditKind;
import dev.portcullis.contracts.audit.Erasure;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/// Erases recordings by destroying their keys, when one person asked for it and another agreed. Whether it may be done
/// is judged by the database, which alone can do it.
@Component
public final class Erasures {

    /// What the database says came of an erasure, in its words.
    private enum Outcome {
        ERASED,
        UNKNOWN,
        DONE,
        SAME_PERSON,
        LAPSED,
        HELD,
        RUNNING,
        NO_KEY
    }

    private static final String LAPSES = "7 days";
    private static final int MOST_LISTED = 200;
    private static final String SELECT =
            "SELECT id, session_id, reason, asked_by, asked_at, agreed_by, agreed_at FROM erasure ";
    private static final RowMapper<Erasure> ERASURE = (row, _) -> new Erasure(
            row.getString(1),
            row.getString(2),
            row.getString(3),
            row.getString(4),
            row.getTimestamp(5).toInstant(),
            row.getString(6),
            instant(row.getTimestamp(7)));

    private final JdbcTemplate jdbc;
    private final TransactionTemplate transaction;
    private final ReadRecord log;
    private final EventIds ids;
    private final Clock clock;

    Erasures(JdbcTemplate jdbc, TransactionTemplate transaction, ReadRecord log, EventIds ids, Clock clock) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.log = log;
        this.ids = ids;
        this.clock = clock;
    }

    /// The erasure of this session's recording, if it was done.
    public Optional<Erasure> done(String sessionId) {
        return jdbc.query(SELECT + "WHERE session_id = ? AND agreed_by IS NOT NULL", ERASURE, sessionId).stream()
                .findFirst();
    }

    /// The newest ones, asked for and done.
    List<Erasure> newest() {
        return jdbc.query(SELECT + "ORDER BY asked_at DESC, id DESC LIMIT " + MOST_LISTED, ERASURE);
    }

    /// Asks for one.
    Erasure ask(String sessionId, @Nullable String reason, Caller caller) {
        String person = Deciders.person(caller);
        String why = Deciders.reason(reason);
        requireSomethingToErase(sessionId);
        Erasure asked = new Erasure(ids.next(), sessionId, why, person, now(), null, null);
        transaction.executeWithoutResult(_ -> {
            jdbc.update(
                    "INSERT INTO erasure (id, session_id, reason, asked_by, asked_at) VALUES (?, ?, ?, ?, ?)",
                    asked.id(),
                    asked.sessionId(),
                    asked.reason(),
                    asked.askedBy(),
                    Timestamp.from(asked.askedAt()));
            var _ = log.recordAct(
                    AuditKind.ERASURE_ASKED,
                    ReadRecord.Activity.CREATE,
                    caller,
                    "erasure.ask",
                    sessionId,
                    Map.of("erasureId", asked.id(), "reason", why));
        });
        return asked;
    }

    /// Agrees to one, and so does it.
    Erasure agree(String id, Caller caller) {
        String person = Deciders.person(caller);
        return Objects.requireNonNull(transaction.execute(_ -> {
            String outcome = Objects.requireNonNull(jdbc.queryForObject(
                    "SELECT erase_recording(?, ?, ?, ?::interval)",
                    String.class,
                    id,
                    person,
                    Timestamp.from(now()),
                    LAPSES));
            requireErased(Outcome.valueOf(outcome), id);
            Erasure done = jdbc.query(SELECT + "WHERE id = ?", ERASURE, id).getFirst();
            var _ = log.recordAct(
                    AuditKind.RECORDING_ERASED,
                    ReadRecord.Activity.DELETE,
                    caller,
                    "erasure.agree",
                    done.sessionId(),
                    Map.of("erasureId", id, "reason", done.reason(), "askedBy", done.askedBy(), "agreedBy", person));
            return done;
        }));
    }

    private void requireSomethingToErase(String sessionId) {
        done(sessionId).ifPresent(erasure -> {
            throw new ConflictException("The recording of session " + sessionId + " was erased already.");
        });
        List<Boolean> sealed = jdbc.query(
                "SELECT sealed FROM recording_chunk WHERE session_id = ?", (row, _) -> row.getBoolean(1), sessionId);
        if (sealed.isEmpty()) {
            throw new NotFoundException("There is no recording of session " + sessionId + ".");
        }
        if (sealed.contains(false)) {
            throw new ConflictException("Session " + sessionId + " was recorded before recordings were sealed;"
                    + " there is no key to destroy.");
        }
    }

    private static void requireErased(Outcome outcome, String id) {
        switch (outcome) {
            case ERASED -> {}
            case UNKNOWN -> throw new NotFoundException("There is no erasure " + id + ".");
            case SAME_PERSON -> throw new NotPermittedException("Whoever asked for an erasure cannot agree to it.");
            case LAPSED -> throw new ConflictException("It was asked for more than " + LAPSES + " ago; ask again.");
            case HELD -> throw new ConflictException("The session is under a legal hold.");
            case RUNNING -> throw new ConflictException("The session has not ended.");
            case DONE, NO_KEY -> throw new ConflictException("The key of this recording is destroyed already.");
        }
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    private static @Nullable Instant instant(@Nullable Timestamp time) {
        return time == null ? null : time.toInstant();
    }
}

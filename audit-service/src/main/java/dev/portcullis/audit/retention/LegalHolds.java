// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.retention;

import dev.portcullis.audit.identity.Caller;
import dev.portcullis.audit.log.EventIds;
import dev.portcullis.audit.log.ReadRecord;
import dev.portcullis.audit.web.ConflictException;
import dev.portcullis.audit.web.InvalidException;
import dev.portcullis.audit.web.NotFoundException;
import dev.portcullis.contracts.audit.AuditKind;
import dev.portcullis.contracts.audit.LegalHold;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/// Sets and lifts legal holds. What is held is neither erased nor does it expire.
@Component
class LegalHolds {

    private static final int MOST_LISTED = 500;
    private static final int MAX_VALUE = 200;
    private static final String SELECT = "SELECT id, scope, value, h.reason, set_by, set_at, lifted_by, lifted_at"
            + " FROM legal_hold AS h LEFT JOIN legal_hold_lifted ON hold_id = id ";
    private static final RowMapper<LegalHold> HOLD = (row, _) -> new LegalHold(
            row.getString(1),
            LegalHold.Scope.valueOf(row.getString(2)),
            row.getString(3),
            row.getString(4),
            row.getString(5),
            row.getTimestamp(6).toInstant(),
            row.getString(7),
            instant(row.getTimestamp(8)));

    private final JdbcTemplate jdbc;
    private final TransactionTemplate transaction;
    private final ReadRecord log;
    private final EventIds ids;
    private final Clock clock;

    LegalHolds(JdbcTemplate jdbc, TransactionTemplate transaction, ReadRecord log, EventIds ids, Clock clock) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.log = log;
        this.ids = ids;
        this.clock = clock;
    }

    /// The newest ones, the lifted ones too.
    List<LegalHold> newest() {
        return jdbc.query(SELECT + "ORDER BY set_at DESC, id DESC LIMIT " + MOST_LISTED, HOLD);
    }

    LegalHold set(LegalHold.Request asked, Caller caller) {
        LegalHold.Scope scope = asked.scope();
        String value = asked.value() == null ? "" : asked.value().strip();
        if (scope == null || value.isEmpty() || value.length() > MAX_VALUE || value.indexOf('\0') >= 0) {
            throw new InvalidException("scope and value: name one session, identity or connection.");
        }
        LegalHold hold = new LegalHold(
                ids.next(), scope, value, Deciders.reason(asked.reason()), Deciders.person(caller), now(), null, null);
        transaction.executeWithoutResult(_ -> {
            jdbc.update(
                    "INSERT INTO legal_hold (id, scope, value, reason, set_by, set_at) VALUES (?, ?, ?, ?, ?, ?)",
                    hold.id(),
                    hold.scope().name(),
                    hold.value(),
                    hold.reason(),
                    hold.setBy(),
                    Timestamp.from(hold.setAt()));
            record(AuditKind.HOLD_SET, ReadRecord.Activity.CREATE, caller, hold, hold.reason());
        });
        return hold;
    }

    LegalHold lift(String id, String reason, Caller caller) {
        String why = Deciders.reason(reason);
        String person = Deciders.person(caller);
        return Objects.requireNonNull(transaction.execute(_ -> {
            LegalHold hold = find(id);
            int lifted = jdbc.update(
                    "INSERT INTO legal_hold_lifted (hold_id, reason, lifted_by, lifted_at) VALUES (?, ?, ?, ?)"
                            + " ON CONFLICT DO NOTHING",
                    id,
                    why,
                    person,
                    Timestamp.from(now()));
            if (lifted == 0) {
                throw new ConflictException("Hold " + id + " is lifted already.");
            }
            record(AuditKind.HOLD_LIFTED, ReadRecord.Activity.UPDATE, caller, hold, why);
            return find(id);
        }));
    }

    private LegalHold find(String id) {
        return jdbc.query(SELECT + "WHERE id = ?", HOLD, id).stream()
                .findFirst()
                .orElseThrow(() -> new NotFoundException("There is no hold " + id + "."));
    }

    private void record(AuditKind kind, ReadRecord.Activity activity, Caller caller, LegalHold hold, String reason) {
        var _ = log.recordAct(
                kind,
                activity,
                caller,
                kind.word(),
                hold.value(),
                Map.of("holdId", hold.id(), "scope", hold.scope().name(), "reason", reason));
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    private static @Nullable Instant instant(@Nullable Timestamp time) {
        return time == null ? null : time.toInstant();
    }
}

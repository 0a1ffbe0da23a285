// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.retention;

import dev.portcullis.audit.log.LogSigners;
import dev.portcullis.audit.log.OwnChain;
import dev.portcullis.audit.log.OwnEvent;
import dev.portcullis.audit.log.TransparencyLog;
import dev.portcullis.audit.storage.ObjectName;
import dev.portcullis.audit.storage.ObjectStore;
import dev.portcullis.audit.web.UnavailableException;
import dev.portcullis.contracts.audit.AuditKind;
import dev.portcullis.merkle.Digest;
import dev.portcullis.merkle.RetentionStatement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;

/// Gives up what was kept for its time, and signs for it: the statement that explains to `verify` why bytes are gone is
/// an event of the log, stored in the transaction that lets them go.
@Component
class Expiry {

    private static final Logger log = LoggerFactory.getLogger(Expiry.class);

    // API activity: delete, by the service itself.
    private static final Map<String, Object> OCSF = Map.ofEntries(
            Map.entry("category_uid", 6),
            Map.entry("class_uid", 6003),
            Map.entry("activity_id", 4),
            Map.entry("type_uid", 600304),
            Map.entry("severity_id", 1),
            Map.entry("status_id", 1),
            Map.entry("action_id", 1),
            Map.entry("disposition_id", 1),
            Map.entry("actor", Map.of("user", Map.of("uid", OwnChain.ID, "name", OwnChain.ID, "type_id", 4))),
            Map.entry("src_endpoint", Map.of("svc_name", "audit-service")),
            Map.entry("api", Map.of("operation", "retention", "service", Map.of("name", "audit-service"))));

    /// Statements are kept for ever, so there are few of them.
    private static final int RECORDINGS_AT_ONCE = 100;

    private static final int LEAVES_PER_STATEMENT = 5_000;

    private final JdbcTemplate jdbc;
    private final TransactionTemplate transaction;
    private final ExpirableEvents expirable;
    private final TransparencyLog transparencyLog;
    private final LogSigners signers;
    private final ObjectStore objects;

    Expiry(
            JdbcTemplate jdbc,
            TransactionTemplate transaction,
            ExpirableEvents expirable,
            TransparencyLog transparencyLog,
            LogSigners signers,
            ObjectStore objects) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.expirable = expirable;
        this.transparencyLog = transparencyLog;
        this.signers = signers;
        this.objects = objects;
    }

    @Scheduled(fixedDelayString = "${portcullis.audit.retention.every:1h}")
    void run() {
        try {
            long recordings = expireRecordings();
            long events = expireEvents();
            jdbc.execute("SELECT forget_expired()");
            if (recordings + events > 0) {
                log.atInfo()
                        .addKeyValue("recordings", recordings)
                        .addKeyValue("events", events)
                        .log("retention applied");
            }
        } catch (DataAccessException | TransactionException e) {
            // Nothing went without its statement; the next round goes on.
            log.atWarn().setCause(e).log("retention not applied this time");
        }
    }

    private long expireRecordings() {
        List<String> sessions = jdbc.query("SELECT session_id FROM expirable_recording", (row, _) -> row.getString(1));
        long count = 0;
        for (int from = 0; from < sessions.size(); from += RECORDINGS_AT_ONCE) {
            count += expireRecordings(sessions.subList(from, Math.min(from + RECORDINGS_AT_ONCE, sessions.size())));
        }
        return count;
    }

    private long expireRecordings(List<String> sessions) {
        try {
            transaction.executeWithoutResult(_ -> {
                List<Long> leaves = new ArrayList<>();
                sessions.forEach(session -> leaves.addAll(expireRecording(session)));
                state("recordings", leaves);
            });
        } catch (DataAccessException | IllegalStateException e) {
            if (sessions.size() == 1) {
                // One that cannot go is kept, and must not keep all others.
                log.atError()
                        .setCause(e)
                        .addKeyValue("session", sessions.getFirst())
                        .log("a recording did not expire");
                return 0;
            }
            return sessions.stream()
                    .mapToLong(session -> expireRecordings(List.of(session)))
                    .sum();
        }
        // Only now: bytes must not be gone before it is certain that the log says why.
        sessions.forEach(this::removeBytes);
        return sessions.size();
    }

    private void removeBytes(String session) {
        try {
            objects.removeAll(objectsOf(session));
        } catch (UnavailableException e) {
            // Its key is destroyed; what is left of it is found by the sweep.
            log.atWarn().setCause(e).addKeyValue("session", session).log("bytes of a recording are left for now");
        }
    }

    private List<ObjectName> objectsOf(String session) {
        return jdbc.query(
                "SELECT body_sha256 FROM recording_chunk WHERE session_id = ?",
                (row, _) -> ObjectName.of(session, Digest.of(row.getBytes(1))),
                session);
    }

    private List<Long> expireRecording(String session) {
        List<Long> leaves = jdbc.query(
                "SELECT leaf_index FROM log_leaf JOIN recording_chunk ON event_id = 'recording:' || chunk_id"
                        + " WHERE session_id = ? AND NOT expired",
                (row, _) -> row.getLong(1),
                session);
        Long given = jdbc.queryForObject("SELECT expire_recording(?)", Long.class, session);
        if (given == null || given != leaves.size()) {
            throw new IllegalStateException("chunks of session " + session + " came in while it expired");
        }
        return leaves;
    }

    private long expireEvents() {
        long count = 0;
        List<Long> leaves = new ArrayList<>();
        ExpirableEvents.@Nullable Candidate last = null;
        for (List<ExpirableEvents.Candidate> some = expirable.after(last);
                !some.isEmpty();
                some = expirable.after(last)) {
            last = some.getLast();
            some.stream()
                    .filter(Expiry::isSound)
                    .map(ExpirableEvents.Candidate::leaf)
                    .forEach(leaves::add);
            if (leaves.size() >= LEAVES_PER_STATEMENT) {
                count += expireEvents(leaves);
                leaves.clear();
            }
        }
        return count + expireEvents(leaves);
    }

    private static boolean isSound(ExpirableEvents.Candidate candidate) {
        if (!candidate.sound()) {
            log.atError().addKeyValue("leaf", candidate.leaf()).log("a stored event is not old by its own word; kept");
        }
        return candidate.sound();
    }

    private long expireEvents(List<Long> leaves) {
        if (!leaves.isEmpty()) {
            transaction.executeWithoutResult(_ -> {
                jdbc.query("SELECT expire_events(?)", _ -> {}, (Object) leaves.toArray(Long[]::new));
                state("events", leaves);
            });
        }
        return leaves.size();
    }

    // More than one statement if there are many: each is read as one note, and travels as one record.
    private void state(String retentionClass, List<Long> leaves) {
        List<OwnEvent> statements = new ArrayList<>();
        for (int from = 0; from < leaves.size(); from += LEAVES_PER_STATEMENT) {
            List<Long> some = leaves.subList(from, Math.min(from + LEAVES_PER_STATEMENT, leaves.size()));
            String statement = RetentionStatement.of(retentionClass, some)
                    .sign(signers.keys())
                    .note();
            statements.add(new OwnEvent(
                    AuditKind.RETENTION_APPLIED,
                    OCSF,
                    Map.of("class", retentionClass, "entries", some.size(), "statement", statement)));
        }
        transparencyLog.append(List.of(), statements);
    }
}

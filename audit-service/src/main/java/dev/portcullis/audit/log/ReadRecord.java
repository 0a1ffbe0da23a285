// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.log;

import dev.portcullis.audit.identity.Caller;
import dev.portcullis.contracts.audit.AuditKind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/// Who read or ordered what. Written, and committed, before the answer goes out: a look at the record that leaves
/// none itself is not given.
@Component
public final class ReadRecord {

    private static final int UNKNOWN = 0;

    /// What is done, as OCSF's API activity numbers it.
    public enum Activity {
        CREATE(1),
        READ(2),
        UPDATE(3),
        DELETE(4);

        private final int number;

        Activity(int number) {
            this.number = number;
        }
    }

    private final TransparencyLog log;
    private final TransactionTemplate transaction;

    ReadRecord(TransparencyLog log, TransactionTemplate transaction) {
        this.log = log;
        this.transaction = transaction;
    }

    /// Records that the caller reads this.
    ///
    /// @param operation what is called, for example `session.events`
    /// @param resource what is read, in most cases a session id
    /// @param detail which part
    public void record(Caller caller, String operation, String resource, String detail) {
        var _ = recordAct(AuditKind.RECORD_READ, Activity.READ, caller, operation, resource, Map.of("detail", detail));
    }

    /// Records that the caller ends a session.
    public void recordKill(Caller caller, String sessionId, String reason) {
        var _ = recordAct(
                AuditKind.SESSION_KILLED, Activity.DELETE, caller, "session.kill", sessionId, Map.of("reason", reason));
    }

    /// Records that the caller asks for a bundle of evidence.
    ///
    /// @param id the bundle's id
    /// @param particulars what it is to hold, and which events it cites
    /// @return the event
    public LogEntry recordEvidence(Caller caller, String id, Map<String, Object> particulars) {
        return recordAct(AuditKind.RECORD_READ, Activity.READ, caller, "evidence", id, Map.of("evidence", particulars));
    }

    /// Records what the caller does, in the caller's transaction if there is one.
    ///
    /// @param operation what is called
    /// @param resource what it is about
    /// @param particulars more, for `unmapped.portcullis`
    /// @return the event
    public LogEntry recordAct(
            AuditKind kind,
            Activity activity,
            Caller caller,
            String operation,
            String resource,
            Map<String, Object> particulars) {
        Map<String, Object> unmapped = new LinkedHashMap<>(particulars);
        if (!caller.actors().isEmpty()) {
            unmapped.put("actors", caller.actors());
        }
        OwnEvent event = new OwnEvent(kind, apiActivity(activity.number, caller, operation, resource), unmapped);
        return Objects.requireNonNull(transaction.execute(_ -> log.append(List.of(), List.of(event))))
                .getFirst();
    }

    private static Map<String, Object> actor(Caller caller) {
        Map<String, Object> session = new LinkedHashMap<>();
        session.put("issuer", caller.issuer());
        if (!caller.tokenId().isEmpty()) {
            session.put("credential_uid", caller.tokenId());
        }
        Map<String, Object> actor = new LinkedHashMap<>();
        actor.put("user", Map.of("uid", caller.subject(), "name", caller.subject(), "type_id", UNKNOWN));
        actor.put("session", session);
        if (!caller.clientId().isEmpty()) {
            actor.put("app_uid", caller.clientId());
        }
        return actor;
    }

    private static Map<String, Object> apiActivity(int activity, Caller caller, String operation, String resource) {
        return Map.ofEntries(
                Map.entry("category_uid", 6),
                Map.entry("class_uid", 6003),
                Map.entry("activity_id", activity),
                Map.entry("type_uid", 600300 + activity),
                Map.entry("severity_id", 1),
                Map.entry("status_id", 1),
                Map.entry("action_id", 1),
                Map.entry("disposition_id", 1),
                Map.entry("actor", actor(caller)),
                Map.entry("src_endpoint", Map.of("ip", caller.address())),
                Map.entry("api", Map.of("operation", operation, "service", Map.of("name", "audit-service"))),
                Map.entry("resources", List.of(Map.of("name", resource, "type", "audit"))));
    }
}

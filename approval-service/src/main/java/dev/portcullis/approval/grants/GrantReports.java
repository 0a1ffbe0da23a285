// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.grants;

import dev.portcullis.approval.changelog.AuditEvent;
import dev.portcullis.approval.changelog.Change;
import dev.portcullis.approval.changelog.ChangeLog;
import dev.portcullis.approval.changelog.TimeOrderedIds;
import dev.portcullis.approval.identity.Caller;
import dev.portcullis.approval.ocsf.OcsfBodies;
import dev.portcullis.approval.refusals.Refusal;
import dev.portcullis.contracts.Topics;
import dev.portcullis.contracts.audit.AuditKind;
import dev.portcullis.contracts.grant.AccessGrant;
import dev.portcullis.contracts.grant.GrantChanged;
import dev.portcullis.contracts.grant.GrantState;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.springframework.stereotype.Component;

/// What is reported of each thing that happens to a grant: to the audit, and to the gateways. Called in the transaction
/// of the change, after the grant's row is locked.
@Component
final class GrantReports {

    private final ChangeLog changes;
    private final Clock clock;

    GrantReports(ChangeLog changes, Clock clock) {
        this.changes = changes;
        this.clock = clock;
    }

    void asked(AccessGrant grant, Caller asker) {
        changes.record(List.of(activity(AuditKind.GRANT_REQUESTED, "grants.ask", asker, grant)), List.of());
    }

    /// Nobody was granted anything, and nothing is stored but this.
    void refused(String connection, boolean breakGlass, Caller asker, Refusal why) {
        changes.record(new AuditEvent(
                AuditKind.GRANT_REQUESTED,
                clock.instant(),
                OcsfBodies.apiActivity(
                        OcsfBodies.Activity.CREATE, "grants.ask", asker, "connection", List.of(connection), false),
                Map.of("connection", connection, "breakGlass", breakGlass, "refusal", why.word())));
    }

    /// It began, was extended, ended or was refused; or its open review is brought up.
    ///
    /// @param by who caused it; empty for the clock
    void changed(AccessGrant grant, String by, String reason) {
        Map<String, Object> details = details(grant);
        details.put("by", by);
        details.put("reason", reason);
        AuditEvent event = new AuditEvent(
                AuditKind.GRANT_CHANGED,
                clock.instant(),
                OcsfBodies.authorizeSession(
                        grant.subject(),
                        grant.issuer(),
                        "reach " + grant.connection() + " for a time",
                        grant.id(),
                        Objects.requireNonNullElse(grant.endsAt(), Instant.EPOCH),
                        grant.state() == GrantState.ACTIVE),
                details);
        changes.record(List.of(event), List.of(change(grant, by, reason)));
    }

    void reviewed(AccessGrant grant, Caller reviewer) {
        changes.record(
                List.of(activity(AuditKind.GRANT_REVIEWED, "grants.review", reviewer, grant)),
                List.of(change(grant, reviewer.subject(), "the review is closed")));
    }

    void reviewRefused(AccessGrant grant, Caller reviewer, Refusal why) {
        Map<String, Object> details = details(grant);
        details.put("refusal", why.word());
        changes.record(new AuditEvent(
                AuditKind.GRANT_REVIEWED,
                clock.instant(),
                OcsfBodies.apiActivity(
                        OcsfBodies.Activity.UPDATE, "grants.review", reviewer, "grant", List.of(grant.id()), false),
                details));
    }

    void read(Caller reader, Collection<String> grants) {
        changes.record(new AuditEvent(
                AuditKind.RECORD_READ,
                clock.instant(),
                OcsfBodies.apiActivity(OcsfBodies.Activity.READ, "grants.read", reader, "grant", grants, true),
                Map.of("grantIds", List.copyOf(grants))));
    }

    private AuditEvent activity(AuditKind kind, String operation, Caller caller, AccessGrant grant) {
        return new AuditEvent(
                kind,
                clock.instant(),
                OcsfBodies.apiActivity(
                        OcsfBodies.Activity.CREATE, operation, caller, "grant", List.of(grant.id()), true),
                details(grant));
    }

    private Change change(AccessGrant grant, String by, String reason) {
        String eventId = TimeOrderedIds.at(clock.instant()).toString();
        GrantChanged change = new GrantChanged(
                eventId,
                grant.id(),
                grant.subject(),
                grant.connection(),
                grant.state(),
                grant.endsAt(),
                grant.breakGlass(),
                by,
                reason,
                grant.version(),
                clock.instant());
        return new Change(Topics.GRANT, grant.id(), eventId, change);
    }

    private static Map<String, Object> details(AccessGrant grant) {
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("grantId", grant.id());
        details.put("state", grant.state().name());
        details.put("connection", grant.connection());
        details.put("requester", grant.subject());
        details.put("purpose", grant.purpose());
        details.put("ticket", grant.ticket());
        details.put("breakGlass", grant.breakGlass());
        details.put("approvalId", grant.approvalId());
        details.put("version", grant.version());
        if (grant.endsAt() != null) {
            details.put("endsAt", grant.endsAt().toString());
        }
        if (grant.review() != null) {
            details.put("reviewDue", grant.review().dueAt().toString());
            details.put("reviewNote", grant.review().note());
        }
        return details;
    }
}

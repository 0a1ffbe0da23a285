// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.approvals;

import dev.portcullis.approval.changelog.AuditEvent;
import dev.portcullis.approval.changelog.Change;
import dev.portcullis.approval.changelog.ChangeLog;
import dev.portcullis.approval.changelog.TimeOrderedIds;
import dev.portcullis.approval.identity.Caller;
import dev.portcullis.approval.ocsf.OcsfBodies;
import dev.portcullis.approval.refusals.Refusal;
import dev.portcullis.contracts.Topics;
import dev.portcullis.contracts.approval.ApprovalChanged;
import dev.portcullis.contracts.approval.ApprovalState;
import dev.portcullis.contracts.audit.AuditKind;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/// What is reported of each thing that happens to an approval: to the audit, and to those who wait. Called
/// in the transaction of the change, after the approval's row is locked.
///
/// The command's text is in none of it, nor its digest, by which a guess of it could be confirmed: the gateway's own
/// events carry it, the command's id ties them together, and the commitment ties them to what people were shown.
@Component
final class Reports {

    private final ChangeLog changes;
    private final Clock clock;

    Reports(ChangeLog changes, Clock clock) {
        this.changes = changes;
        this.clock = clock;
    }

    void filed(ApprovalRow row, Caller gateway) {
        AuditEvent requested =
                done(AuditKind.APPROVAL_REQUESTED, OcsfBodies.Activity.CREATE, "approvals.create", gateway, row);
        if (row.state == ApprovalState.PENDING) {
            changes.record(List.of(requested), List.of(change(row, row.requesterSubject, "")));
        } else {
            String reason = row.template == null
                    ? "nobody waited when it was filed"
                    : "agreed to in advance, by template " + row.template;
            changes.record(List.of(requested, endOf(row, "", reason)), List.of(change(row, "", reason)));
        }
    }

    /// A vote, and the state it may have led to.
    void voted(ApprovalRow row, VoteRow vote, Caller voter) {
        Map<String, Object> details = details(row);
        details.put("approve", vote.approve);
        details.put("reason", vote.reason);
        details.put("countedGroups", vote.groups);
        details.put("person", vote.person);
        details.put("inPlaceOf", vote.seat.equals(vote.person) ? "" : vote.seat);
        Map<String, Object> body = OcsfBodies.apiActivity(
                OcsfBodies.Activity.CREATE, "approvals.vote", voter, "approval", List.of(row.id.toString()), true);
        List<AuditEvent> audit =
                new ArrayList<>(List.of(new AuditEvent(AuditKind.APPROVAL_VOTED, clock.instant(), body, details)));
        if (row.state == ApprovalState.PENDING) {
            changes.record(audit, List.of());
        } else {
            audit.add(endOf(row, voter.subject(), vote.reason));
            changes.record(audit, List.of(change(row, voter.subject(), vote.reason)));
        }
    }

    /// Nobody decided so far, and further groups are asked.
    void escalated(ApprovalRow row, Collection<String> groups) {
        Map<String, Object> details = details(row);
        details.put("groups", List.copyOf(groups));
        Map<String, Object> body = OcsfBodies.authorizeSession(
                row.requesterSubject, row.requesterIssuer, privilege(row), row.sessionId, row.expiresAt, false);
        changes.record(
                List.of(new AuditEvent(AuditKind.APPROVAL_ESCALATED, clock.instant(), body, details)),
                List.of(change(row, "", "now asked: " + String.join(", ", groups))));
    }

    /// An end without a vote: by the clock, when `by` is empty, or by the gateway.
    void ended(ApprovalRow row, String by, String reason) {
        changes.record(List.of(endOf(row, by, reason)), List.of(change(row, by, reason)));
    }

    void consumed(ApprovalRow row, Caller gateway) {
        changes.record(
                List.of(done(
                        AuditKind.APPROVAL_CONSUMED, OcsfBodies.Activity.UPDATE, "approvals.consume", gateway, row)),
                List.of(change(row, row.requesterSubject, "")));
    }

    void refused(AuditKind kind, String operation, Caller caller, ApprovalRow row, Refusal why) {
        Map<String, Object> details = details(row);
        details.put("refusal", why.word());
        Map<String, Object> body = OcsfBodies.apiActivity(
                OcsfBodies.Activity.UPDATE, operation, caller, "approval", List.of(row.id.toString()), false);
        changes.record(new AuditEvent(kind, clock.instant(), body, details));
    }

    /// Somebody was shown commands.
    void read(Caller reader, String operation, Collection<String> approvals) {
        changes.record(new AuditEvent(
                AuditKind.RECORD_READ,
                clock.instant(),
                OcsfBodies.apiActivity(OcsfBodies.Activity.READ, operation, reader, "approval", approvals, true),
                Map.of("approvalIds", List.copyOf(approvals))));
    }

    private AuditEvent done(
            AuditKind kind, OcsfBodies.Activity activity, String operation, Caller caller, ApprovalRow row) {
        Map<String, Object> body =
                OcsfBodies.apiActivity(activity, operation, caller, "approval", List.of(row.id.toString()), true);
        return new AuditEvent(kind, clock.instant(), body, details(row));
    }

    private AuditEvent endOf(ApprovalRow row, String by, String reason) {
        Map<String, Object> details = details(row);
        details.put("by", by);
        details.put("reason", reason);
        return new AuditEvent(
                AuditKind.APPROVAL_ENDED,
                clock.instant(),
                OcsfBodies.authorizeSession(
                        row.requesterSubject,
                        row.requesterIssuer,
                        privilege(row),
                        row.sessionId,
                        row.expiresAt,
                        row.state == ApprovalState.APPROVED || row.state == ApprovalState.CONSUMED),
                details);
    }

    private static String privilege(ApprovalRow row) {
        return switch (row.kind) {
            case COMMAND -> "run one command on " + row.connection;
            case GRANT -> "reach " + row.connection + " for a time";
            case TEMPLATE -> "run commands of one shape on " + row.connection;
        };
    }

    private static Map<String, Object> details(ApprovalRow row) {
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("approvalKind", row.kind.name());
        details.put("approvalId", row.id.toString());
        details.put("state", row.state.name());
        details.put("commandId", row.commandId);
        details.put("sessionId", row.sessionId);
        details.put("connection", row.connection);
        details.put("requester", row.requesterSubject);
        details.put("commitment", row.commitment());
        details.put("quorum", row.quorum);
        details.put("version", row.version);
        if (row.template != null) {
            details.put("templateId", row.template.toString());
        }
        return details;
    }

    private Change change(ApprovalRow row, String by, String reason) {
        String eventId = TimeOrderedIds.at(clock.instant()).toString();
        ApprovalChanged change = new ApprovalChanged(
                eventId,
                row.id.toString(),
                row.commandId,
                row.sessionId,
                row.state,
                by,
                reason,
                row.version,
                clock.instant());
        return new Change(Topics.APPROVAL, row.id.toString(), eventId, change);
    }
}

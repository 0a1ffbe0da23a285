// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.templates;

import dev.portcullis.approval.approvals.PriorConsent;
import dev.portcullis.approval.changelog.AuditEvent;
import dev.portcullis.approval.changelog.ChangeLog;
import dev.portcullis.approval.identity.Caller;
import dev.portcullis.approval.ocsf.OcsfBodies;
import dev.portcullis.approval.refusals.Refusal;
import dev.portcullis.contracts.approval.ApprovalRequest;
import dev.portcullis.contracts.audit.AuditKind;
import dev.portcullis.contracts.template.CommandTemplate;
import dev.portcullis.contracts.template.TemplateState;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.springframework.stereotype.Component;

/// What is reported of each thing that happens to a template. Called in the transaction of the change,
/// after the template's row is locked. No value of a command is in it; the approval's id and commitment tie it to
/// the command's own events.
@Component
final class TemplateReports {

    private final ChangeLog changes;
    private final Clock clock;

    TemplateReports(ChangeLog changes, Clock clock) {
        this.changes = changes;
        this.clock = clock;
    }

    void proposed(CommandTemplate template, Caller proposer) {
        changes.record(new AuditEvent(
                AuditKind.TEMPLATE_PROPOSED,
                clock.instant(),
                OcsfBodies.apiActivity(
                        OcsfBodies.Activity.CREATE,
                        "templates.propose",
                        proposer,
                        "template",
                        List.of(template.id()),
                        true),
                details(template)));
    }

    /// Nothing is asked of anybody, and nothing is stored but this.
    void refused(String example, Caller proposer, Refusal why) {
        changes.record(new AuditEvent(
                AuditKind.TEMPLATE_PROPOSED,
                clock.instant(),
                OcsfBodies.apiActivity(
                        OcsfBodies.Activity.CREATE, "templates.propose", proposer, "approval", List.of(example), false),
                Map.of("exampleId", example, "refusal", why.word())));
    }

    /// It holds, was refused or has ended.
    ///
    /// @param by who caused it; empty for the clock
    void changed(CommandTemplate template, String by, String reason) {
        Map<String, Object> details = details(template);
        details.put("by", by);
        details.put("reason", reason);
        changes.record(new AuditEvent(
                AuditKind.TEMPLATE_CHANGED,
                clock.instant(),
                OcsfBodies.authorizeSession(
                        template.subject().isEmpty() ? template.group() : template.subject(),
                        template.issuer(),
                        "run commands of one shape on " + template.connection(),
                        template.id(),
                        Objects.requireNonNullElse(template.endsAt(), Instant.EPOCH),
                        template.state() == TemplateState.ACTIVE),
                details));
    }

    void used(CommandTemplate template, PriorConsent.Held held) {
        ApprovalRequest asked = held.asked();
        Map<String, Object> details = details(template);
        details.put("approvalId", held.approval().toString());
        details.put("commitment", held.commitment());
        details.put("commandId", asked.commandId());
        details.put("sessionId", asked.sessionId());
        changes.record(new AuditEvent(
                AuditKind.TEMPLATE_USED,
                clock.instant(),
                OcsfBodies.authorizeSession(
                        asked.requester().subject(),
                        asked.requester().issuer(),
                        "run one command on " + template.connection(),
                        asked.sessionId(),
                        Objects.requireNonNullElse(template.endsAt(), Instant.EPOCH),
                        true),
                details));
    }

    void read(Caller reader, Collection<String> templates) {
        changes.record(new AuditEvent(
                AuditKind.RECORD_READ,
                clock.instant(),
                OcsfBodies.apiActivity(OcsfBodies.Activity.READ, "templates.read", reader, "template", templates, true),
                Map.of("templateIds", List.copyOf(templates))));
    }

    private static Map<String, Object> details(CommandTemplate template) {
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("templateId", template.id());
        details.put("state", template.state().name());
        details.put("connection", template.connection());
        details.put("proposer", template.proposer());
        details.put("subject", template.subject());
        details.put("group", template.group());
        details.put("fingerprint", template.fingerprint());
        details.put("demand", template.demand());
        details.put("rules", template.rules());
        details.put("quorum", template.quorum());
        details.put("questionId", template.approvalId());
        details.put("uses", template.uses());
        details.put("maxUses", template.maxUses());
        details.put("version", template.version());
        if (template.endsAt() != null) {
            details.put("endsAt", template.endsAt().toString());
        }
        return details;
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.approvals;

import dev.portcullis.approval.identity.Caller;
import dev.portcullis.approval.refusals.Refusal;
import dev.portcullis.contracts.approval.ApprovalState;
import dev.portcullis.contracts.approval.ConsumeRequest;
import dev.portcullis.contracts.audit.AuditKind;
import dev.portcullis.masking.PeoplesWords;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/// What the gateway does with an approval: use it up, once, for exactly the command it was given for; or
/// withdraw it.
@Component
final class Consumption {

    private final ApprovalRows rows;
    private final RequestChecks checks;
    private final Expiry expiry;
    private final Decisions decisions;
    private final PriorConsent consent;
    private final Views views;
    private final Reports reports;
    private final TransactionTemplate transaction;
    private final Clock clock;

    Consumption(
            ApprovalRows rows,
            RequestChecks checks,
            Expiry expiry,
            Decisions decisions,
            PriorConsent consent,
            Views views,
            Reports reports,
            TransactionTemplate transaction,
            Clock clock) {
        this.rows = rows;
        this.checks = checks;
        this.expiry = expiry;
        this.decisions = decisions;
        this.consent = consent;
        this.views = views;
        this.reports = reports;
        this.transaction = transaction;
        this.clock = clock;
    }

    Outcome consume(UUID id, ConsumeRequest asked, Caller gateway) {
        List<String> problems = checks.problemsOf(asked);
        if (!problems.isEmpty()) {
            return Outcome.refused(new Refusal.Invalid(problems));
        }
        return Objects.requireNonNull(transaction.execute(status -> {
            // The update alone decides; the lock before it keeps the reason for a refusal from changing meanwhile.
            Optional<ApprovalRow> held = rows.lock(id);
            if (held.isEmpty()) {
                return Outcome.refused(new Refusal.NotFound());
            }
            if (hasLapsed(held.get(), asked)) {
                return lapse(held.get(), gateway);
            }
            int used = rows.consume(id, clock.instant(), asked.digest(), asked.sessionId(), asked.requester());
            ApprovalRow row = rows.findById(id).orElseThrow();
            if (used == 0) {
                return refuse(row, asked, gateway);
            }
            reports.consumed(row, gateway);
            return Outcome.done(views.of(row));
        }));
    }

    /// People agreed in advance, and took it back since.
    private boolean hasLapsed(ApprovalRow row, ConsumeRequest asked) {
        Instant now = clock.instant();
        return row.template != null
                && row.stateAt(now) == ApprovalState.APPROVED
                && whyNot(row, asked) instanceof Refusal.WrongState
                && !consent.stands(row.template, now);
    }

    private Outcome lapse(ApprovalRow row, Caller gateway) {
        Refusal why = new Refusal.TemplateOver();
        decisions.move(row, ApprovalState.WITHDRAWN, "", "");
        reports.ended(row, "", "the template that covered it is over");
        reports.refused(AuditKind.APPROVAL_CONSUMED, "approvals.consume", gateway, row, why);
        return Outcome.refused(why);
    }

    Outcome withdraw(UUID id, String reason, Caller gateway) {
        List<String> problems = checks.problemsOfReason(reason);
        if (!problems.isEmpty()) {
            return Outcome.refused(new Refusal.Invalid(problems));
        }
        return Objects.requireNonNull(transaction.execute(status -> rows.lock(id)
                .map(row -> withdraw(row, reason, gateway))
                .orElseGet(() -> Outcome.refused(new Refusal.NotFound()))));
    }

    /// Ends an approval, whose row the caller has locked, because nobody waits any more.
    Outcome withdraw(ApprovalRow row, String reason, Caller gateway) {
        expiry.endIfDue(row);
        if (row.state.isFinal()) {
            // Sent again after a lost answer, it is what it was.
            return row.state == ApprovalState.WITHDRAWN
                    ? Outcome.done(views.of(row))
                    : Outcome.refused(new Refusal.WrongState(row.state));
        }
        String kept = PeoplesWords.kept(reason);
        decisions.move(row, ApprovalState.WITHDRAWN, gateway.subject(), kept);
        reports.ended(row, gateway.subject(), kept);
        return Outcome.done(views.of(row));
    }

    private Outcome refuse(ApprovalRow row, ConsumeRequest asked, Caller gateway) {
        expiry.endIfDue(row);
        Refusal why = whyNot(row, asked);
        reports.refused(AuditKind.APPROVAL_CONSUMED, "approvals.consume", gateway, row, why);
        return Outcome.refused(why);
    }

    private static Refusal whyNot(ApprovalRow row, ConsumeRequest asked) {
        if (!row.digest.equals(asked.digest())) {
            return new Refusal.OtherCommand();
        }
        if (!row.sessionId.equals(asked.sessionId()) || !row.requesterSubject.equals(asked.requester())) {
            return new Refusal.OtherSession();
        }
        return new Refusal.WrongState(row.state);
    }
}

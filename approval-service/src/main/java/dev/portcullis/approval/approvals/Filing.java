// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.approvals;

import dev.portcullis.approval.changelog.TimeOrderedIds;
import dev.portcullis.approval.identity.Caller;
import dev.portcullis.approval.refusals.Refusal;
import dev.portcullis.contracts.approval.ApprovalDigest;
import dev.portcullis.contracts.approval.ApprovalKind;
import dev.portcullis.contracts.approval.ApprovalRequest;
import dev.portcullis.contracts.identity.Identity;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

/// Takes a held command in. The same command id gives the same approval, however often and from however many threads it
/// is filed.
@Component
final class Filing {

    private final ApprovalRows rows;
    private final RequestChecks checks;
    private final Eligibility eligibility;
    private final Views views;
    private final Reports reports;
    private final TransactionTemplate transaction;
    private final JsonMapper json;
    private final Clock clock;

    Filing(
            ApprovalRows rows,
            RequestChecks checks,
            Eligibility eligibility,
            Views views,
            Reports reports,
            TransactionTemplate transaction,
            JsonMapper json,
            Clock clock) {
        this.rows = rows;
        this.checks = checks;
        this.eligibility = eligibility;
        this.views = views;
        this.reports = reports;
        this.transaction = transaction;
        this.json = json;
        this.clock = clock;
    }

    Outcome file(ApprovalRequest asked, Caller gateway) {
        return file(ApprovalKind.COMMAND, asked, gateway);
    }

    /// Files what is asked of people, whatever it is about. Joins the caller's transaction, if there is one.
    Outcome file(ApprovalKind kind, ApprovalRequest asked, Caller asker) {
        List<String> problems = checks.problemsOf(asked);
        if (!problems.isEmpty()) {
            return Outcome.refused(new Refusal.Invalid(problems));
        }
        if (!asked.digest().equals(ApprovalDigest.of(asked))) {
            return Outcome.refused(new Refusal.Invalid("digest: is not the digest of this command"));
        }
        // Nothing done in the requester's name may outlive the requester's token.
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        Instant byTtl = now.plusSeconds(asked.ttlSeconds());
        Instant byToken = asked.requester().expiresAt().truncatedTo(ChronoUnit.MILLIS);
        Instant expiresAt = byToken.isBefore(byTtl) ? byToken : byTtl;
        if (!expiresAt.isAfter(now)) {
            return Outcome.refused(new Refusal.Invalid("requester.expiresAt: is over"));
        }
        return known(asked).orElseGet(() -> insert(kind, asked, asker, now, expiresAt));
    }

    private Outcome insert(ApprovalKind kind, ApprovalRequest asked, Caller asker, Instant now, Instant expiresAt) {
        try {
            return Objects.requireNonNull(transaction.execute(status -> {
                ApprovalRow row = rows.saveAndFlush(row(kind, asked, now, expiresAt));
                reports.filed(row, asker);
                return new Outcome.Done(views.of(row), true);
            }));
        } catch (DataIntegrityViolationException e) {
            // Somebody else filed this command between our look and our insert.
            return known(asked).orElseThrow(() -> e);
        }
    }

    private ApprovalRow row(ApprovalKind kind, ApprovalRequest asked, Instant now, Instant expiresAt) {
        Identity requester = asked.requester();
        ApprovalRow row = new ApprovalRow(
                TimeOrderedIds.at(now),
                kind,
                asked,
                eligibility.behind(requester.subject(), requester.clientId(), requester.actors()),
                json.writeValueAsString(asked),
                now,
                expiresAt);
        Instant escalation = Eligibility.nextEscalation(row, now);
        row.escalatesAt = escalation.isBefore(expiresAt) ? escalation : null;
        return row;
    }

    private Optional<Outcome> known(ApprovalRequest asked) {
        return Objects.requireNonNull(transaction.execute(status -> rows.findByCommandId(asked.commandId())
                .map(row -> row.digest.equals(asked.digest()) && row.quorum.equals(asked.quorum())
                        ? Outcome.done(views.of(row))
                        : Outcome.refused(new Refusal.CommandIdReused()))));
    }
}

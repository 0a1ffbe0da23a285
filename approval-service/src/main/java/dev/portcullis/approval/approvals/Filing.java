// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.approvals;

import dev.portcullis.approval.changelog.TimeOrderedIds;
import dev.portcullis.approval.identity.Caller;
import dev.portcullis.approval.refusals.Refusal;
import dev.portcullis.contracts.approval.ApprovalDigest;
import dev.portcullis.contracts.approval.ApprovalKind;
import dev.portcullis.contracts.approval.ApprovalRequest;
import dev.portcullis.contracts.approval.ApprovalState;
import dev.portcullis.contracts.approval.CallOffRequest;
import dev.portcullis.contracts.identity.Identity;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

/// Takes a held command in. The same command id gives the same approval, however often and from however
/// many threads it is filed.
@Component
final class Filing {

    private final ApprovalRows rows;
    private final CalledOffRows calledOff;
    private final RequestChecks checks;
    private final Eligibility eligibility;
    private final PriorConsent consent;
    private final Decisions decisions;
    private final Views views;
    private final Reports reports;
    private final TransactionTemplate transaction;
    private final JsonMapper json;
    private final Clock clock;

    Filing(
            ApprovalRows rows,
            CalledOffRows calledOff,
            RequestChecks checks,
            Eligibility eligibility,
            PriorConsent consent,
            Decisions decisions,
            Views views,
            Reports reports,
            TransactionTemplate transaction,
            JsonMapper json,
            Clock clock) {
        this.rows = rows;
        this.calledOff = calledOff;
        this.checks = checks;
        this.eligibility = eligibility;
        this.consent = consent;
        this.decisions = decisions;
        this.views = views;
        this.reports = reports;
        this.transaction = transaction;
        this.json = json;
        this.clock = clock;
    }

    Outcome file(ApprovalRequest asked, Caller gateway) {
        return file(ApprovalKind.COMMAND, asked, List.of(), gateway);
    }

    /// Files what is asked of people, whatever it is about. Joins the caller's transaction, if there is
    /// one.
    ///
    /// @param others who else has no say, besides everybody the request comes from
    Outcome file(ApprovalKind kind, ApprovalRequest asked, Collection<String> others, Caller asker) {
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
        return known(asked).orElseGet(() -> insert(row(kind, asked, others, now, expiresAt), asked, asker));
    }

    private Outcome insert(ApprovalRow draft, ApprovalRequest asked, Caller asker) {
        try {
            return Objects.requireNonNull(transaction.execute(status -> {
                boolean isCommand = draft.kind == ApprovalKind.COMMAND;
                boolean nobodyWaits = isCommand && isCalledOff(asked);
                ApprovalRow row = rows.saveAndFlush(draft);
                if (nobodyWaits) {
                    decisions.move(row, ApprovalState.WITHDRAWN, asker.subject(), "");
                }
                PriorConsent.Held held =
                        new PriorConsent.Held(row.id, row.commitment(), asked, row.people, row.createdAt);
                Optional<UUID> template = isCommand && !nobodyWaits ? consent.take(held) : Optional.empty();
                template.ifPresent(given -> decisions.agreedBefore(row, given));
                reports.filed(row, asker);
                template.ifPresent(given -> consent.report(given, held));
                return new Outcome.Done(views.of(row), true);
            }));
        } catch (DataIntegrityViolationException e) {
            // Somebody else filed this command between our look and our insert.
            return known(asked).orElseThrow(() -> e);
        }
    }

    /// Its gateway gave it up while it was under way: it is kept, but nobody is asked.
    private boolean isCalledOff(ApprovalRequest asked) {
        calledOff.queueFor(asked.commandId());
        return calledOff.contains(new CallOffRequest.Filed(asked.commandId(), asked.digest()));
    }

    private ApprovalRow row(
            ApprovalKind kind, ApprovalRequest asked, Collection<String> others, Instant now, Instant expiresAt) {
        Identity requester = asked.requester();
        List<String> behind = eligibility.behind(requester.subject(), requester.clientId(), requester.actors());
        ApprovalRow row = new ApprovalRow(
                TimeOrderedIds.at(now),
                kind,
                asked,
                Stream.concat(behind.stream(), others.stream()).distinct().toList(),
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

// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.approvals;

import dev.portcullis.approval.identity.Caller;
import dev.portcullis.contracts.approval.ApprovalState;
import dev.portcullis.contracts.approval.VoteRequest;
import dev.portcullis.contracts.audit.AuditKind;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/// Takes votes. The approval's row is locked from the first look to the commit, so votes count one after the other and
/// none can slip past an end.
@Component
final class Voting {

    /// How a vote comes along: what its sender saw last, and under which key it may be sent again.
    record Terms(@Nullable Long ifMatch, @Nullable String idempotencyKey) {}

    private final ApprovalRows rows;
    private final VoteRows votes;
    private final RequestChecks checks;
    private final Expiry expiry;
    private final Views views;
    private final Reports reports;
    private final TransactionTemplate transaction;
    private final Clock clock;

    Voting(
            ApprovalRows rows,
            VoteRows votes,
            RequestChecks checks,
            Expiry expiry,
            Views views,
            Reports reports,
            TransactionTemplate transaction,
            Clock clock) {
        this.rows = rows;
        this.votes = votes;
        this.checks = checks;
        this.expiry = expiry;
        this.views = views;
        this.reports = reports;
        this.transaction = transaction;
        this.clock = clock;
    }

    Outcome vote(UUID id, VoteRequest vote, Terms terms, Caller voter) {
        List<String> problems = checks.problemsOf(vote, terms.idempotencyKey());
        if (!problems.isEmpty()) {
            return Outcome.refused(new Refusal.Invalid(problems));
        }
        return Objects.requireNonNull(transaction.execute(status -> rows.lock(id)
                .map(row -> cast(row, vote, terms, voter))
                .orElseGet(() -> Outcome.refused(new Refusal.NotFound()))));
    }

    private Outcome cast(ApprovalRow row, VoteRequest vote, Terms terms, Caller voter) {
        Optional<Outcome> before = castBefore(row, vote, terms, voter);
        if (before.isPresent()) {
            return before.get();
        }
        expiry.endIfDue(row);
        Optional<Refusal> refusal = refusal(row, vote, terms, voter);
        if (refusal.isPresent()) {
            reports.refused(AuditKind.APPROVAL_VOTED, "vote", voter, row, refusal.get());
            return Outcome.refused(refusal.get());
        }
        Instant now = clock.instant();
        Set<String> counted = Eligibility.countedGroups(row, voter);
        VoteRow cast = votes.saveAndFlush(new VoteRow(row.id, voter, counted, vote, terms.idempotencyKey(), now));
        row.moveTo(stateAfter(row, vote), now);
        rows.saveAndFlush(row);
        reports.voted(row, cast, voter);
        return Outcome.done(views.of(row));
    }

    private Optional<Outcome> castBefore(ApprovalRow row, VoteRequest vote, Terms terms, Caller voter) {
        String key = terms.idempotencyKey();
        if (key == null) {
            return Optional.empty();
        }
        return votes.withKey(voter.issuer(), voter.subject(), key)
                .map(earlier -> earlier.key.approvalId().equals(row.id) && earlier.says(vote)
                        ? Outcome.done(views.of(row))
                        : Outcome.refused(new Refusal.KeyReused()));
    }

    private Optional<Refusal> refusal(ApprovalRow row, VoteRequest vote, Terms terms, Caller voter) {
        Optional<Refusal> notEligible = Eligibility.refusal(row, voter);
        if (notEligible.isPresent()) {
            return notEligible;
        }
        if (row.state != ApprovalState.PENDING) {
            return Optional.of(new Refusal.WrongState(row.state));
        }
        if (!row.digest.equals(vote.digest())) {
            return Optional.of(new Refusal.OtherCommand());
        }
        if (hasVoted(row, voter)) {
            return Optional.of(new Refusal.AlreadyVoted());
        }
        Long seen = terms.ifMatch();
        return seen != null && seen != row.version ? Optional.of(new Refusal.Stale(row.version)) : Optional.empty();
    }

    private boolean hasVoted(ApprovalRow row, Caller voter) {
        return votes.of(List.of(row.id)).stream()
                .anyMatch(vote -> vote.key.voterSubject().equals(voter.subject())
                        && vote.key.voterIssuer().equals(voter.issuer()));
    }

    private ApprovalState stateAfter(ApprovalRow row, VoteRequest vote) {
        if (!vote.approve()) {
            return ApprovalState.REJECTED;
        }
        List<Set<String>> inFavour = votes.of(List.of(row.id)).stream()
                .filter(cast -> cast.approve)
                .map(cast -> Set.copyOf(cast.groups))
                .toList();
        return Eligibility.quorumOf(row).satisfiedBy(inFavour) ? ApprovalState.APPROVED : ApprovalState.PENDING;
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.approvals;

import dev.portcullis.approval.identity.Caller;
import dev.portcullis.approval.refusals.Refusal;
import dev.portcullis.contracts.approval.ApprovalState;
import dev.portcullis.contracts.approval.VoteRequest;
import dev.portcullis.contracts.audit.AuditKind;
import dev.portcullis.masking.PeoplesWords;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
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
    private final Eligibility eligibility;
    private final Expiry expiry;
    private final Decisions decisions;
    private final Views views;
    private final Reports reports;
    private final TransactionTemplate transaction;
    private final Clock clock;

    Voting(
            ApprovalRows rows,
            VoteRows votes,
            RequestChecks checks,
            Eligibility eligibility,
            Expiry expiry,
            Decisions decisions,
            Views views,
            Reports reports,
            TransactionTemplate transaction,
            Clock clock) {
        this.rows = rows;
        this.votes = votes;
        this.checks = checks;
        this.eligibility = eligibility;
        this.expiry = expiry;
        this.decisions = decisions;
        this.views = views;
        this.reports = reports;
        this.transaction = transaction;
        this.clock = clock;
    }

    Outcome vote(UUID id, VoteRequest asked, Terms terms, Caller voter) {
        VoteRequest vote = withoutSecrets(asked);
        List<String> problems = checks.problemsOf(vote, terms.idempotencyKey());
        if (!problems.isEmpty()) {
            return Outcome.refused(new Refusal.Invalid(problems));
        }
        return Objects.requireNonNull(transaction.execute(status -> rows.lock(id)
                .map(row -> cast(row, vote, terms, voter))
                .orElseGet(() -> Outcome.refused(new Refusal.NotFound()))));
    }

    private static VoteRequest withoutSecrets(VoteRequest asked) {
        return asked.reason() == null
                ? asked
                : new VoteRequest(asked.approve(), PeoplesWords.kept(asked.reason()), asked.digest());
    }

    private Outcome cast(ApprovalRow row, VoteRequest vote, Terms terms, Caller voter) {
        Optional<Outcome> before = castBefore(row, vote, terms, voter);
        if (before.isPresent()) {
            return before.get();
        }
        expiry.endIfDue(row);
        return switch (judged(row, vote, terms, voter)) {
            case Eligibility.None(var why) -> {
                reports.refused(AuditKind.APPROVAL_VOTED, "approvals.vote", voter, row, why);
                yield Outcome.refused(why);
            }
            case Eligibility.Seat seat -> {
                VoteRow cast = votes.saveAndFlush(
                        new VoteRow(row.id, voter, seat, vote, terms.idempotencyKey(), clock.instant()));
                decisions.move(row, stateAfter(row, vote), voter.subject(), vote.reason());
                reports.voted(row, cast, voter);
                yield Outcome.done(views.of(row));
            }
        };
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

    private Eligibility.Standing judged(ApprovalRow row, VoteRequest vote, Terms terms, Caller voter) {
        List<VoteRow> cast = votes.of(List.of(row.id));
        Eligibility.Standing standing = eligibility.standing(row, voter, cast, clock.instant());
        return switch (standing) {
            case Eligibility.None none -> none;
            case Eligibility.Seat seat ->
                refusal(row, vote, terms, seat, cast)
                        .<Eligibility.Standing>map(Eligibility.None::new)
                        .orElse(seat);
        };
    }

    private static Optional<Refusal> refusal(
            ApprovalRow row, VoteRequest vote, Terms terms, Eligibility.Seat seat, List<VoteRow> cast) {
        if (row.state != ApprovalState.PENDING) {
            return Optional.of(new Refusal.WrongState(row.state));
        }
        if (!row.digest.equals(vote.digest())) {
            return Optional.of(new Refusal.OtherCommand());
        }
        if (cast.stream().anyMatch(earlier -> earlier.takes(seat))) {
            return Optional.of(new Refusal.AlreadyVoted());
        }
        Long seen = terms.ifMatch();
        return seen != null && seen != row.version ? Optional.of(new Refusal.Stale(row.version)) : Optional.empty();
    }

    private ApprovalState stateAfter(ApprovalRow row, VoteRequest vote) {
        if (!vote.approve()) {
            return ApprovalState.REJECTED;
        }
        return eligibility.isReached(row, votes.of(List.of(row.id))) ? ApprovalState.APPROVED : ApprovalState.PENDING;
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.approvals;

import dev.portcullis.approval.identity.Caller;
import dev.portcullis.approval.refusals.Refusal;
import dev.portcullis.approval.refusals.RefusedException;
import dev.portcullis.contracts.approval.Approval;
import dev.portcullis.contracts.approval.ApprovalKind;
import dev.portcullis.contracts.approval.ApprovalRequest;
import dev.portcullis.contracts.approval.VoteRequest;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Asks people about something else than a command, by the same rules.
@Component
public final class Questions {

    private final Filing filing;
    private final Voting voting;
    private final Consumption consumption;
    private final ApprovalRows rows;
    private final Views views;

    Questions(Filing filing, Voting voting, Consumption consumption, ApprovalRows rows, Views views) {
        this.filing = filing;
        this.voting = voting;
        this.consumption = consumption;
        this.rows = rows;
        this.views = views;
    }

    /// Asks for access. Joins the caller's transaction.
    public Approval ask(ApprovalRequest asked, Caller asker) {
        return ask(ApprovalKind.GRANT, asked, List.of(), asker);
    }

    /// Asks for something else than to run a command. Joins the caller's transaction.
    ///
    /// @param others who has no say, besides everybody the question comes from
    public Approval ask(ApprovalKind kind, ApprovalRequest asked, Collection<String> others, Caller asker) {
        return done(filing.file(kind, asked, others, asker));
    }

    /// A held command as the gateway filed it, for whoever asked or decides; empty for everybody else.
    public Optional<ApprovalRequest> held(UUID id, Caller reader) {
        return rows.findById(id)
                .filter(row -> row.kind == ApprovalKind.COMMAND)
                .filter(row -> reader.isApprover() || Reading.isOwn(row, reader))
                .map(views::request);
    }

    /// One person's word.
    public Approval vote(UUID question, VoteRequest vote, Caller voter) {
        return vote(question, vote, null, null, voter);
    }

    /// One person's word, with what its sender saw last and the key under which it may be sent again.
    public Approval vote(
            UUID question, VoteRequest vote, @Nullable Long ifMatch, @Nullable String idempotencyKey, Caller voter) {
        return done(voting.vote(question, vote, new Voting.Terms(ifMatch, idempotencyKey), voter));
    }

    /// What people vote on under this id; it never changes. Empty if there is no such question.
    public Optional<String> digest(UUID question) {
        return rows.findById(question).map(row -> row.digest);
    }

    /// Nobody needs an answer any more.
    ///
    /// @return why not, if it was decided before
    public Optional<Refusal> withdraw(UUID question, String reason, Caller by) {
        return switch (consumption.withdraw(question, reason, by)) {
            case Outcome.Done _ -> Optional.empty();
            case Outcome.Refused(var why) -> Optional.of(why);
        };
    }

    private static Approval done(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Done(var approval, var _) -> approval;
            case Outcome.Refused(var why) -> throw new RefusedException(why);
        };
    }
}

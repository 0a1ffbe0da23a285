// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.approvals;

import dev.portcullis.approval.identity.Caller;
import dev.portcullis.approval.refusals.Refusal;
import dev.portcullis.approval.refusals.RefusedException;
import dev.portcullis.contracts.approval.Approval;
import dev.portcullis.contracts.approval.ApprovalKind;
import dev.portcullis.contracts.approval.ApprovalRequest;
import dev.portcullis.contracts.approval.VoteRequest;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;

/// Asks people about something else than a command, by the same rules.
@Component
public final class Questions {

    private final Filing filing;
    private final Voting voting;
    private final Consumption consumption;
    private final ApprovalRows rows;

    Questions(Filing filing, Voting voting, Consumption consumption, ApprovalRows rows) {
        this.filing = filing;
        this.voting = voting;
        this.consumption = consumption;
        this.rows = rows;
    }

    /// Asks for access. Joins the caller's transaction.
    public Approval ask(ApprovalRequest asked, Caller asker) {
        return done(filing.file(ApprovalKind.GRANT, asked, asker));
    }

    /// One person's word.
    public Approval vote(UUID question, VoteRequest vote, Caller voter) {
        return done(voting.vote(question, vote, new Voting.Terms(null, null), voter));
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

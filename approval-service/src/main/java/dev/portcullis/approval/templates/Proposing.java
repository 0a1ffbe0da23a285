// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.templates;

import dev.portcullis.approval.approvals.Questions;
import dev.portcullis.approval.identity.Caller;
import dev.portcullis.approval.refusals.Refusal;
import dev.portcullis.approval.refusals.RefusedException;
import dev.portcullis.contracts.approval.ApprovalRequest;
import dev.portcullis.contracts.template.CommandTemplate;
import dev.portcullis.contracts.template.TemplateProposal;
import dev.portcullis.masking.PeoplesWords;
import dev.portcullis.sql.CommandShape;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/// Takes in who proposes a template, and puts the question to people. Its example is a command that the
/// gateway filed and policy held, so shape, facts, rules and quorum are nobody's claim. Refusals are
/// recorded too.
@Component
final class Proposing {

    /// What came of it.
    ///
    /// @param created false if it had been proposed before, under the same key
    record Proposed(CommandTemplate template, boolean created) {}

    private sealed interface Answer {
        record Taken(Proposed proposed) implements Answer {}

        record Refused(Refusal why) implements Answer {}
    }

    private final TemplateRows rows;
    private final ProposalChecks checks;
    private final Drafting drafting;
    private final ShapeReading shapes;
    private final Questions questions;
    private final TemplateReports reports;
    private final TransactionTemplate transaction;

    Proposing(
            TemplateRows rows,
            ProposalChecks checks,
            Drafting drafting,
            ShapeReading shapes,
            Questions questions,
            TemplateReports reports,
            TransactionTemplate transaction) {
        this.rows = rows;
        this.checks = checks;
        this.drafting = drafting;
        this.shapes = shapes;
        this.questions = questions;
        this.reports = reports;
        this.transaction = transaction;
    }

    Proposed propose(TemplateProposal sent, @Nullable String key, Caller proposer) {
        UUID exampleId = checks.demandWellFormed(sent, key);
        TemplateProposal asked = kept(sent);
        ApprovalRequest example =
                questions.held(exampleId, proposer).orElseThrow(() -> new RefusedException(new Refusal.NotFound()));
        Optional<CommandShape> shape = shapes.of(example.text());
        Optional<Bounds> bounds = shape.map(
                found -> Bounds.of(Objects.requireNonNullElse(asked.bounds(), List.of()), found, example.parameters()));
        Answer answer = Objects.requireNonNull(transaction.execute(status -> {
            rows.queueFor(proposer.issuer() + " " + proposer.subject());
            Optional<TemplateRow> before =
                    key == null ? Optional.empty() : rows.withKey(proposer.issuer(), proposer.subject(), key);
            if (before.isPresent()) {
                return again(before.get(), asked);
            }
            Optional<Refusal> refusal = checks.refusal(asked, example, shape, proposer);
            if (refusal.isPresent()) {
                reports.refused(exampleId.toString(), proposer, refusal.get());
                return new Answer.Refused(refusal.get());
            }
            TemplateRow row = drafting.draft(asked, example, shape.orElseThrow(), bounds.orElseThrow(), proposer, key);
            rows.insert(row);
            reports.proposed(row.template(), proposer);
            return new Answer.Taken(new Proposed(row.template(), true));
        }));
        return switch (answer) {
            case Answer.Taken(var proposed) -> proposed;
            case Answer.Refused(var why) -> throw new RefusedException(why);
        };
    }

    private static Answer again(TemplateRow before, TemplateProposal asked) {
        return before.proposal().equals(asked)
                ? new Answer.Taken(new Proposed(before.template(), false))
                : new Answer.Refused(new Refusal.KeyReused());
    }

    /// As it is stored, and compared with when it is sent again.
    private static TemplateProposal kept(TemplateProposal sent) {
        return new TemplateProposal(
                sent.approvalId(),
                sent.bounds(),
                sent.group(),
                sent.seconds(),
                sent.maxUses(),
                PeoplesWords.kept(Objects.requireNonNull(sent.reason())));
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.templates;

import dev.portcullis.approval.identity.Caller;
import dev.portcullis.approval.refusals.Refusal;
import dev.portcullis.approval.refusals.RefusedException;
import dev.portcullis.approval.requests.Preconditions;
import dev.portcullis.contracts.approval.ApprovalRequest;
import dev.portcullis.contracts.command.SqlFacts;
import dev.portcullis.contracts.identity.Roles;
import dev.portcullis.contracts.template.TemplateProposal;
import dev.portcullis.sql.CommandShape;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// What may be proposed at all, before anybody is asked.
@Component
final class ProposalChecks {

    private static final int MAX_REASON = 2_000;
    private static final int MAX_NAME = 256;

    private final TemplateRows rows;
    private final TemplateLimits limits;
    private final TemplateProperties properties;

    ProposalChecks(TemplateRows rows, TemplateLimits limits, TemplateProperties properties) {
        this.rows = rows;
        this.limits = limits;
        this.properties = properties;
    }

    /// The id of the example.
    UUID demandWellFormed(TemplateProposal asked, @Nullable String key) {
        demand(isText(asked.reason(), MAX_REASON), "reason: say in at most " + MAX_REASON + " characters why");
        demand(asked.seconds() > 0, "seconds: must be more than 0");
        demand(asked.maxUses() == null || asked.maxUses() > 0, "maxUses: must be more than 0");
        demand(asked.group() == null || isText(asked.group(), MAX_NAME), "group: empty or too long");
        demand(
                asked.bounds() == null || asked.bounds().stream().noneMatch(bound -> bound == null),
                "bounds: one is missing");
        String problem = Preconditions.problemOfKey(key);
        demand(problem == null, String.valueOf(problem));
        try {
            return UUID.fromString(String.valueOf(asked.approvalId()));
        } catch (IllegalArgumentException e) {
            throw new RefusedException(new Refusal.Invalid("approvalId: the id of a held command"));
        }
    }

    Optional<Refusal> refusal(
            TemplateProposal asked, ApprovalRequest example, Optional<CommandShape> shape, Caller proposer) {
        if (proposer.roles().contains(Roles.SERVICE)) {
            return Optional.of(new Refusal.NotAPerson());
        }
        Optional<TemplateLimits.Limits> found = limits.of(example.connection());
        if (found.isEmpty()) {
            return refusal("Nothing is agreed to in advance on this connection.");
        }
        if (asked.seconds() > found.get().longest().toSeconds()) {
            return refusal("It may hold " + found.get().longest().toMinutes() + " minutes at most.");
        }
        if (asked.maxUses() != null && asked.maxUses() > found.get().mostUses()) {
            return refusal("It may be used " + found.get().mostUses() + " times at most.");
        }
        if (shape.isEmpty() || !isClear(example, shape.get())) {
            return refusal(
                    "Only one SELECT, INSERT, UPDATE, DELETE or MERGE of which everything is known has a shape.");
        }
        if (Terms.rules(example).isEmpty()) {
            return refusal("No rule that could be evaluated holds this command.");
        }
        return rows.open(proposer.issuer(), proposer.subject()) >= properties.perIdentity()
                ? refusal("You have as many templates, proposed or active, as one may have.")
                : Optional.empty();
    }

    private static boolean isClear(ApprovalRequest example, CommandShape shape) {
        SqlFacts facts = example.facts();
        return facts != null
                && Terms.areClear(facts)
                && facts.fingerprint().equals(shape.fingerprint())
                && shape.parameters() <= example.parameters().size();
    }

    private static Optional<Refusal> refusal(String why) {
        return Optional.of(new Refusal.NotCoverable(why));
    }

    private static boolean isText(@Nullable String text, int max) {
        return text != null && !text.isBlank() && text.length() <= max && text.indexOf('\0') < 0;
    }

    private static void demand(boolean met, String otherwise) {
        if (!met) {
            throw new RefusedException(new Refusal.Invalid(otherwise));
        }
    }
}

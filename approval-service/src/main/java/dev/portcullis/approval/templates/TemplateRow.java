// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.templates;

import dev.portcullis.contracts.approval.ApprovalRequest;
import dev.portcullis.contracts.identity.Identity;
import dev.portcullis.contracts.template.CommandTemplate;
import dev.portcullis.contracts.template.TemplateProposal;
import dev.portcullis.contracts.template.TemplateState;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A template as it is stored. It is never changed in place: every step gives the next version.
///
/// @param template what everybody sees
/// @param proposerIssuer who vouches for the proposer
/// @param people everybody the proposal and its example come from: none of them decides
/// @param terms what was agreed to
/// @param proposal as it was sent
/// @param key under which it may be sent again
record TemplateRow(
        CommandTemplate template,
        String proposerIssuer,
        List<String> people,
        Terms terms,
        TemplateProposal proposal,
        @Nullable String key) {

    TemplateRow {
        people = List.copyOf(people);
    }

    UUID id() {
        return UUID.fromString(template.id());
    }

    UUID question() {
        return UUID.fromString(template.approvalId());
    }

    /// Whether it is for whoever asks this, and for what asks for it: the command's text is not looked at.
    boolean isFor(ApprovalRequest asked) {
        Identity requester = asked.requester();
        boolean whom = template.group().isEmpty()
                ? requester.subject().equals(template.subject())
                : requester.groups().contains(template.group());
        return whom
                && requester.issuer().equals(template.issuer())
                && requester.actors().equals(template.actors())
                && asked.connection().equals(template.connection())
                && asked.quorum().equals(template.demand())
                && Terms.rules(asked).equals(template.rules())
                && terms.touchTheSame(asked.facts());
    }

    /// It holds from now on.
    TemplateRow begun(Instant now) {
        return next(TemplateState.ACTIVE, now, now.plusSeconds(template.seconds()), "", "");
    }

    /// It never holds.
    TemplateRow refused(String by, String reason) {
        return next(TemplateState.REFUSED, null, null, by, reason);
    }

    /// It is over.
    TemplateRow ended(Instant at, String by, String reason) {
        return next(TemplateState.ENDED, template.startsAt(), at, by, reason);
    }

    private TemplateRow next(
            TemplateState state, @Nullable Instant startsAt, @Nullable Instant endsAt, String by, String reason) {
        CommandTemplate next = new CommandTemplate(
                template.id(),
                state,
                template.connection(),
                template.proposer(),
                template.subject(),
                template.issuer(),
                template.actors(),
                template.group(),
                template.pattern(),
                template.fingerprint(),
                template.places(),
                template.demand(),
                template.rules(),
                template.quorum(),
                template.approvalId(),
                template.reason(),
                template.seconds(),
                template.maxUses(),
                template.uses(),
                template.proposedAt(),
                startsAt,
                endsAt,
                by,
                reason,
                template.version() + 1);
        return new TemplateRow(next, proposerIssuer, people, terms, proposal, key);
    }
}

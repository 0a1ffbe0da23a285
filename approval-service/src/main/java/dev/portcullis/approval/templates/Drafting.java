// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.templates;

import dev.portcullis.approval.approvals.Questions;
import dev.portcullis.approval.changelog.TimeOrderedIds;
import dev.portcullis.approval.identity.Caller;
import dev.portcullis.approval.people.People;
import dev.portcullis.contracts.approval.ApprovalDigest;
import dev.portcullis.contracts.approval.ApprovalKind;
import dev.portcullis.contracts.approval.ApprovalRequest;
import dev.portcullis.contracts.identity.Identity;
import dev.portcullis.contracts.quorum.Quorum;
import dev.portcullis.contracts.quorum.QuorumSyntaxException;
import dev.portcullis.contracts.template.CommandTemplate;
import dev.portcullis.contracts.template.TemplateProposal;
import dev.portcullis.contracts.template.TemplateState;
import dev.portcullis.sql.CommandShape;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Makes a template of a proposal that may be made, and asks people about it. Joins the caller's
/// transaction.
@Component
final class Drafting {

    private final TemplateLimits limits;
    private final TemplateProperties properties;
    private final Questions questions;
    private final People people;
    private final Clock clock;

    Drafting(TemplateLimits limits, TemplateProperties properties, Questions questions, People people, Clock clock) {
        this.limits = limits;
        this.properties = properties;
        this.questions = questions;
        this.people = people;
        this.clock = clock;
    }

    TemplateRow draft(
            TemplateProposal asked,
            ApprovalRequest example,
            CommandShape shape,
            Bounds bounds,
            Caller proposer,
            @Nullable String key) {
        Terms terms = new Terms(
                example.text(),
                example.parameters(),
                Objects.requireNonNull(example.facts()),
                Objects.requireNonNullElse(asked.bounds(), List.of()),
                shape.pattern(),
                bounds.places(example.parameters()));
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        UUID id = TimeOrderedIds.at(now);
        Function<String, CommandTemplate> asTemplate =
                approval -> template(id, now, asked, example, terms, shape.fingerprint(), proposer, approval);
        CommandTemplate draft = asTemplate.apply("");
        List<String> others = behind(
                example.requester().subject(),
                example.requester().clientId(),
                example.requester().actors());
        ApprovalRequest question = question(draft, terms, example, proposer, "");
        String approval = questions
                .ask(
                        ApprovalKind.TEMPLATE,
                        question(draft, terms, example, proposer, ApprovalDigest.of(question)),
                        others,
                        proposer)
                .id();
        List<String> all = Stream.concat(
                        others.stream(), behind(proposer.subject(), proposer.clientId(), proposer.actors()).stream())
                .distinct()
                .toList();
        return new TemplateRow(asTemplate.apply(approval), proposer.issuer(), all, terms, asked, key);
    }

    private CommandTemplate template(
            UUID id,
            Instant now,
            TemplateProposal asked,
            ApprovalRequest example,
            Terms terms,
            String fingerprint,
            Caller proposer,
            String approval) {
        TemplateLimits.Limits limit = limits.of(example.connection()).orElseThrow();
        String group = Objects.requireNonNullElse(asked.group(), "");
        return new CommandTemplate(
                id.toString(),
                TemplateState.PROPOSED,
                example.connection(),
                proposer.subject(),
                group.isEmpty() ? example.requester().subject() : "",
                example.requester().issuer(),
                example.requester().actors(),
                group,
                terms.pattern(),
                fingerprint,
                terms.places(),
                example.quorum(),
                Terms.rules(example),
                limit.together(parse(example.quorum())).toString(),
                approval,
                Objects.requireNonNull(asked.reason()),
                asked.seconds(),
                asked.maxUses() == null ? limit.mostUses() : asked.maxUses(),
                0,
                now,
                null,
                null,
                "",
                "",
                1);
    }

    private ApprovalRequest question(
            CommandTemplate template, Terms terms, ApprovalRequest example, Caller proposer, String digest) {
        Identity requester = new Identity(
                proposer.subject(),
                proposer.issuer(),
                proposer.clientId(),
                proposer.groups().stream().sorted().toList(),
                proposer.roles().stream().sorted().toList(),
                proposer.actors(),
                Map.of(),
                proposer.tokenId(),
                // An answer may come after the token that asked is over: what is asked for is not done with it.
                template.proposedAt().plus(properties.decideWithin()).plusSeconds(1));
        return new ApprovalRequest(
                "template " + template.id(),
                digest,
                template.connection(),
                template.id(),
                requester,
                Wording.of(template),
                List.of(),
                terms.facts(),
                example.reasons(),
                template.quorum(),
                properties.decideWithin().toSeconds(),
                example.policyVersion());
    }

    private List<String> behind(String subject, String client, Collection<String> actors) {
        return List.copyOf(people.parties(
                Stream.concat(Stream.of(subject, client), actors.stream()).toList()));
    }

    private static Quorum parse(String quorum) {
        try {
            return Quorum.parse(quorum);
        } catch (QuorumSyntaxException e) {
            throw new IllegalStateException("a quorum was stored that cannot be read", e);
        }
    }
}

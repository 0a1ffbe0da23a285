// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.slack;

import dev.portcullis.approval.approvals.Questions;
import dev.portcullis.approval.identity.Caller;
import dev.portcullis.approval.refusals.Refusal;
import dev.portcullis.approval.refusals.RefusedException;
import dev.portcullis.contracts.approval.VoteRequest;
import dev.portcullis.contracts.identity.Roles;
import dev.portcullis.tokens.IdentityProperties;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.springframework.stereotype.Component;

/// Turns a press into a no of the person that the operator wrote down for the Slack user. Everything that holds for
/// votes holds for it. There is no way from here to a yes.
@Component
final class SlackButtons {

    /// Names the way of the vote in the audit, where a token would name its client.
    private static final String CLIENT = "slack";

    private final SlackProperties properties;
    private final IdentityProperties identity;
    private final Questions questions;
    private final Clock clock;

    SlackButtons(SlackProperties properties, IdentityProperties identity, Questions questions, Clock clock) {
        this.properties = properties;
        this.identity = identity;
        this.questions = questions;
        this.clock = clock;
    }

    void pressed(SlackPress press, String address) {
        SlackProperties.Person person = person(press).orElseThrow(SlackButtons::unknown);
        for (UUID approval : press.rejected()) {
            // The digest is looked up, not sent: what an id stands for never changes, and a no is on all of it.
            String digest = questions.digest(approval).orElseThrow(SlackButtons::unknown);
            questions.vote(approval, new VoteRequest(false, "rejected in Slack", digest), caller(person, address));
        }
    }

    private Optional<SlackProperties.Person> person(SlackPress press) {
        return press.team().equals(properties.team())
                ? Optional.ofNullable(properties.people().get(press.user()))
                : Optional.empty();
    }

    private Caller caller(SlackProperties.Person person, String address) {
        return new Caller(
                person.subject(),
                identity.issuer(),
                CLIENT,
                person.groups(),
                Set.of(Roles.APPROVER),
                List.of(),
                "",
                clock.instant(),
                address);
    }

    private static RefusedException unknown() {
        return new RefusedException(new Refusal.NotFound());
    }
}

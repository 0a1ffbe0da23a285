// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy.decisions;

import dev.portcullis.contracts.identity.Identity;
import dev.portcullis.engine.classifications.Classifications;
import dev.portcullis.engine.classifications.ClassificationsReader;
import dev.portcullis.engine.connections.ConnectionReader;
import dev.portcullis.engine.decisions.PolicySet;
import dev.portcullis.engine.decisions.Widening;
import dev.portcullis.engine.policies.PolicyReader;
import dev.portcullis.policy.changes.Rights;
import dev.portcullis.policy.documents.DocumentKey;
import dev.portcullis.policy.security.Caller;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;

/// Compares everybody's rights under what is in force with their rights after a change.
@Component
final class CurrentRights implements Rights {

    private final PolicySets sets;
    private final PolicyReader policies;
    private final Clock clock;

    CurrentRights(PolicySets sets, PolicyReader policies, Clock clock) {
        this.sets = sets;
        this.policies = policies;
        this.clock = clock;
    }

    @Override
    public List<String> widened(DocumentKey key, Optional<String> source, Caller approver) {
        PolicySet before = sets.current();
        PolicySet after = source.map(text -> with(before, key, text)).orElseGet(() -> without(before, key));
        return Widening.of(before, after, identity(approver));
    }

    private PolicySet with(PolicySet before, DocumentKey key, String source) {
        return switch (key.kind()) {
            case POLICY -> before.with(new PolicySet.VersionedPolicy(policies.read(source), 0));
            case CONNECTION -> before.with(ConnectionReader.read(source, 0));
            case CLASSIFICATIONS -> before.with(ClassificationsReader.read(source, 0));
        };
    }

    private static PolicySet without(PolicySet before, DocumentKey key) {
        return switch (key.kind()) {
            case POLICY -> before.withoutPolicy(key.name());
            case CONNECTION -> before.withoutConnection(key.name());
            case CLASSIFICATIONS -> before.with(new Classifications(key.name(), List.of(), 0));
        };
    }

    /// What else a token of theirs may say is not asked for (`Condition.canHold`).
    private Identity identity(Caller caller) {
        return new Identity(
                caller.subject(),
                caller.issuer(),
                "",
                caller.groups(),
                List.of(),
                List.of(),
                Map.of(),
                caller.tokenId(),
                clock.instant().plus(Duration.ofMinutes(5)));
    }
}

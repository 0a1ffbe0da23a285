// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.policies;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.portcullis.contracts.decision.Decision;
import dev.portcullis.contracts.decision.DecisionRequest;
import dev.portcullis.gateway.access.DependencyUnavailable;
import dev.portcullis.gateway.access.Policies;
import dev.portcullis.gateway.access.Refusal.Dependency;
import dev.portcullis.gateway.services.ServiceClient;
import java.time.Clock;
import java.time.Instant;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// Decisions of the policy service. Only the answers that say so are remembered, and only for as long as
/// the policy topic vouches that nothing has changed.
final class RemotePolicies implements Policies {
    private final ServiceClient service;
    private final PolicyVersions versions;
    private final NewestAnswers newest;
    private final DecisionCounts counts;
    private final Clock clock;
    private final Cache<Question, Decision> decisions;

    RemotePolicies(ServiceClient service, PolicyVersions versions, DecisionCounts counts, Clock clock, int remembered) {
        this.service = service;
        this.versions = versions;
        this.newest = new NewestAnswers(versions);
        this.counts = counts;
        this.clock = clock;
        this.decisions = Caffeine.newBuilder()
                .maximumSize(remembered)
                // On the spot: it takes less than to wake another thread for it.
                .executor(Runnable::run)
                .build();
        versions.onChange(decisions::invalidateAll);
    }

    @Override
    public @Nullable Decision known(String subjectKey, String factsDigest) {
        Decision decision = decisions.getIfPresent(new Question(subjectKey, factsDigest));
        if (decision == null || !versions.holds(decision.policyVersion()) || isOver(decision)) {
            counts.asked();
            return null;
        }
        counts.known();
        return decision;
    }

    @Override
    public Decision decide(DecisionRequest request, String subjectKey, String factsDigest)
            throws DependencyUnavailable {
        Decision decision = newest.of(() -> ask(request));
        versions.seen(decision.policyVersion());
        if (decision.cache().cacheable() && versions.holds(decision.policyVersion())) {
            decisions.put(new Question(subjectKey, factsDigest), decision);
        }
        return decision;
    }

    private NewestAnswers.Versioned<Decision> ask(DecisionRequest request) throws DependencyUnavailable {
        Decision decision = service.ask("/v1/decisions", request).as(Decision.class);
        requireWhole(decision);
        return new NewestAnswers.Versioned<>(decision, OptionalLong.of(decision.policyVersion()));
    }

    /// A rule or an exception has ended since: the answer may be another one now.
    private boolean isOver(Decision decision) {
        Instant until = decision.cache().until();
        return until != null && !clock.instant().isBefore(until);
    }

    /// JSON can leave out what must be there: an allow without its obligations would be an allow without masks.
    @SuppressWarnings("ConstantValue")
    private static void requireWhole(Decision decision) throws DependencyUnavailable {
        if (decision.outcome() == null || decision.obligations() == null || decision.cache() == null) {
            throw new DependencyUnavailable(Dependency.POLICY, "the decision lacks a part");
        }
    }

    private record Question(String subjectKey, String factsDigest) {}
}

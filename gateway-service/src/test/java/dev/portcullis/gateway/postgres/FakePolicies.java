// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.postgres;

import dev.portcullis.contracts.command.Command;
import dev.portcullis.contracts.decision.Decision;
import dev.portcullis.contracts.decision.DecisionRequest;
import dev.portcullis.contracts.decision.Obligations;
import dev.portcullis.gateway.access.DependencyUnavailable;
import dev.portcullis.gateway.access.Policies;
import dev.portcullis.gateway.access.Refusal;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/// Decides as a test says, and remembers what may be remembered, as the real one does.
public final class FakePolicies implements Policies {
    private final Map<String, Decision> known = new ConcurrentHashMap<>();
    private final AtomicInteger asked = new AtomicInteger();
    private volatile Function<DecisionRequest, Decision> rule = _ -> allow(Obligations.NONE);
    private volatile boolean down;

    public void decideBy(Function<DecisionRequest, Decision> newRule) {
        rule = newRule;
        known.clear();
    }

    public void down(boolean isDown) {
        down = isDown;
        known.clear();
    }

    public int asked() {
        return asked.get();
    }

    @Override
    public Decision known(String subjectKey, String factsDigest) {
        return known.get(subjectKey + factsDigest);
    }

    @Override
    public Decision decide(DecisionRequest request, String subjectKey, String factsDigest)
            throws DependencyUnavailable {
        asked.incrementAndGet();
        if (down) {
            throw new DependencyUnavailable(Refusal.Dependency.POLICY, "down");
        }
        Decision decision =
                request.command().kind() == Command.Kind.SESSION_OPEN ? allow(Obligations.NONE) : rule.apply(request);
        if (decision.cache().cacheable()) {
            known.put(subjectKey + factsDigest, decision);
        }
        return decision;
    }

    public static Decision allow(Obligations obligations) {
        return new Decision(Decision.Outcome.ALLOW, List.of(), obligations, null, 0, 1, cached());
    }

    public static Decision deny(String message) {
        Decision.Reason reason =
                new Decision.Reason("orders-production", 1, "no-destruction", "deny", message, false, false);
        return new Decision(Decision.Outcome.DENY, List.of(reason), Obligations.NONE, null, 0, 1, cached());
    }

    public static Decision hold(Obligations obligations) {
        return new Decision(
                Decision.Outcome.HOLD,
                List.of(),
                obligations,
                new Decision.ApprovalTerms("1 of dba", 60),
                0,
                1,
                cached());
    }

    public static boolean hasKind(DecisionRequest request, String kind) {
        return Objects.requireNonNull(request.command().sql()).statements().stream()
                .anyMatch(statement -> statement.kinds().contains(kind));
    }

    private static Decision.CacheTerms cached() {
        return new Decision.CacheTerms(true, List.of());
    }
}

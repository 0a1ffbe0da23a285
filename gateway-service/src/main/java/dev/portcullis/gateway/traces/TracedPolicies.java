// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.traces;

import dev.portcullis.contracts.command.Command;
import dev.portcullis.contracts.decision.Decision;
import dev.portcullis.contracts.decision.DecisionRequest;
import dev.portcullis.gateway.access.DependencyUnavailable;
import dev.portcullis.gateway.access.Policies;
import dev.portcullis.tracing.Step;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Tells how long policy took to answer. What is known already takes no time worth telling.
final class TracedPolicies implements Policies {
    private final Policies policies;
    private final Traces.UnderWay commands;

    TracedPolicies(Policies policies, Traces.UnderWay commands) {
        this.policies = policies;
        this.commands = commands;
    }

    @Override
    public @Nullable Decision known(String subjectKey, String factsDigest) {
        return policies.known(subjectKey, factsDigest);
    }

    @Override
    public Decision decide(DecisionRequest request, String subjectKey, String factsDigest)
            throws DependencyUnavailable {
        String commandId = request.command().id();
        if (request.command().kind() != Command.Kind.SESSION_OPEN) {
            commands.begin(commandId);
            return ask(request, subjectKey, factsDigest);
        }
        Instant from = commands.now();
        try {
            return ask(request, subjectKey, factsDigest);
        } finally {
            Map<String, String> about =
                    Map.of(Told.SESSION, commandId, Told.CONNECTION, String.valueOf(request.connection()));
            commands.spans().command(commandId, "session", from, commands.now(), about, "");
        }
    }

    @Override
    public Decision foresee(DecisionRequest request, String subjectKey, String factsDigest)
            throws DependencyUnavailable {
        String commandId = request.command().id();
        commands.begin(commandId);
        Decision decision = ask(request, subjectKey, factsDigest);
        // What is not allowed is refused, and that is on record and told as the end of every command is.
        if (decision.outcome() != Decision.Outcome.DENY) {
            Map<String, String> about = Map.of(
                    Told.COMMAND,
                    commandId,
                    Told.SESSION,
                    request.session().id(),
                    Told.CONNECTION,
                    String.valueOf(request.connection()),
                    Told.OUTCOME,
                    "PREPARED");
            Instant from = commands.end(commandId).at();
            commands.spans().command(commandId, "preparation", from, commands.now(), about, "");
        }
        return decision;
    }

    private Decision ask(DecisionRequest request, String subjectKey, String factsDigest) throws DependencyUnavailable {
        try (Step step = commands.spans().step(request.command().id(), "decide")) {
            try {
                Decision decision = policies.decide(request, subjectKey, factsDigest);
                step.say(Told.DECISION, decision.outcome().name());
                step.say(Told.POLICY_VERSION, Long.toString(decision.policyVersion()));
                return decision;
            } catch (DependencyUnavailable e) {
                step.failed(e.dependency().name());
                throw e;
            }
        }
    }
}

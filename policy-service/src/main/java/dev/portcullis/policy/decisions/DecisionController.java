// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy.decisions;

import dev.portcullis.contracts.command.Command;
import dev.portcullis.contracts.decision.Decision;
import dev.portcullis.contracts.decision.DecisionRequest;
import dev.portcullis.engine.decisions.Judge;
import dev.portcullis.engine.decisions.PolicySet;
import dev.portcullis.policy.security.InvalidRequestException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/// Answers the gateways. What the facts say is taken as said: only the gateway can have parsed the command.
@RestController
final class DecisionController {

    private static final int MAX_BATCH = 1_000;

    private final PolicySets sets;
    private final DecisionTimers timers;

    DecisionController(PolicySets sets, DecisionTimers timers) {
        this.sets = sets;
        this.timers = timers;
    }

    @PostMapping("/v1/decisions")
    Decision decide(@RequestBody DecisionRequest request) {
        check(request);
        return timers.time(() -> Judge.decide(sets.current(), request, Judge.Trace.NONE));
    }

    /// Several questions at once, all answered by the same version. One that makes no sense refuses them all.
    @PostMapping("/v1/decisions:batch")
    Batch decide(@RequestBody Questions questions) {
        List<DecisionRequest> requests = Objects.requireNonNullElse(questions.requests(), List.of());
        if (requests.isEmpty() || requests.size() > MAX_BATCH) {
            throw new InvalidRequestException("requests must be 1 to " + MAX_BATCH + " questions");
        }
        requests.forEach(DecisionController::check);
        PolicySet set = sets.current();
        return new Batch(requests.stream()
                .map(request -> timers.time(() -> Judge.decide(set, request, Judge.Trace.NONE)))
                .toList());
    }

    /// Several questions.
    record Questions(@Nullable List<DecisionRequest> requests) {}

    /// Their answers, in the same order.
    record Batch(List<Decision> decisions) {}

    /// Fields that JSON left out are null here, whatever their types say.
    @SuppressWarnings("ConstantValue")
    static void check(DecisionRequest request) {
        if (request == null
                || request.connection() == null
                || request.identity() == null
                || request.session() == null
                || request.command() == null
                || request.command().kind() == null
                || request.time() == null) {
            throw new InvalidRequestException("connection, identity, session, command and time must all be there");
        }
        Command command = request.command();
        if ((command.kind() == Command.Kind.SQL) != (command.sql() != null)
                || (command.kind() == Command.Kind.HTTP) != (command.http() != null)
                || (command.kind() == Command.Kind.TOOL) != (command.tool() != null)) {
            throw new InvalidRequestException("a command comes with the facts of its kind, and with no others");
        }
    }
}

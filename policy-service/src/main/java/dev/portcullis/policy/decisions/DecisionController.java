// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy.decisions;

import dev.portcullis.contracts.command.Command;
import dev.portcullis.contracts.decision.Decision;
import dev.portcullis.contracts.decision.DecisionRequest;
import dev.portcullis.policy.security.InvalidRequestException;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/// Answers the gateways. What the facts say is taken as said: only the gateway can have parsed the command.
@RestController
final class DecisionController {

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

    /// Fields that JSON left out are null here, whatever their types say.
    @SuppressWarnings("ConstantValue")
    static void check(DecisionRequest request) {
        if (request.connection() == null
                || request.identity() == null
                || request.session() == null
                || request.command() == null
                || request.command().kind() == null
                || request.time() == null) {
            throw new InvalidRequestException("connection, identity, session, command and time must all be there");
        }
        Command command = request.command();
        if ((command.kind() == Command.Kind.SQL) != (command.sql() != null)
                || (command.kind() == Command.Kind.HTTP) != (command.http() != null)) {
            throw new InvalidRequestException("a command comes with the facts of its kind, and with no others");
        }
    }
}

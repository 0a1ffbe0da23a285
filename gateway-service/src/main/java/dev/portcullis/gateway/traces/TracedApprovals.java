// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.traces;

import dev.portcullis.contracts.approval.Approval;
import dev.portcullis.contracts.approval.ApprovalRequest;
import dev.portcullis.gateway.access.Approvals;
import dev.portcullis.gateway.access.DependencyUnavailable;
import dev.portcullis.tracing.Step;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/// Tells how long people took to answer, and the approval service to be asked.
final class TracedApprovals implements Approvals {
    private final Approvals approvals;
    private final Traces.UnderWay commands;

    TracedApprovals(Approvals approvals, Traces.UnderWay commands) {
        this.approvals = approvals;
        this.commands = commands;
    }

    @Override
    public Approval file(ApprovalRequest request) throws DependencyUnavailable {
        try (Step step = commands.spans().step(request.commandId(), "file approval")) {
            try {
                Approval approval = approvals.file(request);
                commands.ask(approval.id(), request.commandId());
                step.say(Told.APPROVAL, approval.id());
                return approval;
            } catch (DependencyUnavailable e) {
                step.failed(e.dependency().name());
                throw e;
            }
        }
    }

    @Override
    public CompletableFuture<Answer> answer(Approval approval) {
        Instant from = commands.now();
        CompletableFuture<Answer> answer = approvals.answer(approval);
        var _ = answer.whenComplete((said, failure) -> {
            String outcome = failure == null ? said.state().name() : "CALLED_OFF";
            commands.spans()
                    .past(
                            approval.commandId(),
                            "hold",
                            from,
                            commands.now(),
                            Map.of(Told.APPROVAL, approval.id(), Told.OUTCOME, outcome));
        });
        return answer;
    }

    @Override
    public boolean consume(String approvalId, String digest, String sessionId, String requester)
            throws DependencyUnavailable {
        Optional<String> commandId = commands.askedAbout(approvalId);
        if (commandId.isEmpty()) {
            return approvals.consume(approvalId, digest, sessionId, requester);
        }
        try (Step step = commands.spans().step(commandId.get(), "consume approval")) {
            step.say(Told.APPROVAL, approvalId);
            try {
                return approvals.consume(approvalId, digest, sessionId, requester);
            } catch (DependencyUnavailable e) {
                step.failed(e.dependency().name());
                throw e;
            }
        }
    }

    @Override
    public void withdraw(Approval approval) {
        approvals.withdraw(approval);
    }
}

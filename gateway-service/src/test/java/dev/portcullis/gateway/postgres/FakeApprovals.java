// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.postgres;

import dev.portcullis.contracts.approval.Approval;
import dev.portcullis.contracts.approval.ApprovalRequest;
import dev.portcullis.contracts.approval.ApprovalState;
import dev.portcullis.gateway.access.Approvals;
import dev.portcullis.gateway.access.DependencyUnavailable;
import dev.portcullis.gateway.access.Refusal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// Holds commands until a test has decided.
public final class FakeApprovals implements Approvals {
    private final BlockingQueue<Approval> awaited = new LinkedBlockingQueue<>();
    private final Map<String, CompletableFuture<Answer>> answers = new ConcurrentHashMap<>();
    private final List<String> withdrawn = new ArrayList<>();
    private final Map<String, String> approvedDigests = new ConcurrentHashMap<>();
    private int count;
    private volatile boolean down;

    public void down(boolean isDown) {
        down = isDown;
    }

    /// The next command that was held. It is on record by now.
    public Approval next() throws InterruptedException {
        Approval approval = awaited.poll(60, TimeUnit.SECONDS);
        if (approval == null) {
            throw new AssertionError("nothing was held");
        }
        return approval;
    }

    public void approve(Approval approval) {
        approvedDigests.put(approval.id(), approval.digest());
        answers.get(approval.id()).complete(new Answer(ApprovalState.APPROVED, "dba", ""));
    }

    public void reject(Approval approval, String reason) {
        answers.get(approval.id()).complete(new Answer(ApprovalState.REJECTED, "dba", reason));
    }

    public synchronized boolean isWithdrawn(Approval approval) {
        return withdrawn.contains(approval.id());
    }

    @Override
    public synchronized Approval file(ApprovalRequest request) throws DependencyUnavailable {
        if (down) {
            throw new DependencyUnavailable(Refusal.Dependency.APPROVAL, "down");
        }
        String id = "apr-" + ++count;
        Instant now = Instant.EPOCH;
        Approval approval = new Approval(
                id,
                request.commandId(),
                ApprovalState.PENDING,
                request.digest(),
                request.connection(),
                request.sessionId(),
                request.requester().subject(),
                request.requester().groups(),
                List.of(),
                request.text(),
                request.parameters(),
                request.facts(),
                request.reasons(),
                request.quorum(),
                List.of(),
                now,
                now.plusSeconds(request.ttlSeconds()),
                null,
                1);
        answers.put(id, new CompletableFuture<>());
        return approval;
    }

    @Override
    public CompletableFuture<Answer> answer(Approval approval) {
        awaited.add(approval);
        return answers.get(approval.id());
    }

    @Override
    public boolean consume(String approvalId, String digest, String sessionId, String requester) {
        return digest.equals(approvedDigests.remove(approvalId));
    }

    @Override
    public synchronized void withdraw(Approval approval) {
        withdrawn.add(approval.id());
    }
}

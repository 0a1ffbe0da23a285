// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.approvals;

import dev.portcullis.contracts.approval.Approval;
import dev.portcullis.contracts.approval.ApprovalRequest;
import dev.portcullis.contracts.approval.ApprovalState;
import dev.portcullis.contracts.approval.ConsumeRequest;
import dev.portcullis.gateway.access.Approvals;
import dev.portcullis.gateway.access.DependencyUnavailable;
import dev.portcullis.gateway.access.Refusal.Dependency;
import dev.portcullis.gateway.services.ServiceClient;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The approval service over REST; its answers come over Kafka, and by asking now and then in case one got lost.
final class RemoteApprovals implements Approvals {
    private static final Logger log = LoggerFactory.getLogger(RemoteApprovals.class);

    private final ServiceClient service;
    private final Waiters waiters;
    private final Clock clock;
    private final Duration grace;

    RemoteApprovals(ServiceClient service, Waiters waiters, Clock clock, Duration grace) {
        this.service = service;
        this.waiters = waiters;
        this.clock = clock;
        this.grace = grace;
    }

    @Override
    public Approval file(ApprovalRequest request) throws DependencyUnavailable {
        return service.post("/v1/approvals", request).as(Approval.class);
    }

    @Override
    public CompletableFuture<Answer> answer(Approval approval) {
        Waiters.Waiter waiter = waiters.add(approval);
        // Registered first, asked then: whatever was said before this moment, the question finds.
        ask(waiter);
        return waiter.answer();
    }

    @Override
    public boolean consume(String approvalId, String digest, String sessionId, String requester)
            throws DependencyUnavailable {
        ServiceClient.ServiceAnswer answer =
                service.post(path(approvalId, "/consume"), new ConsumeRequest(digest, sessionId, requester));
        return switch (answer.status()) {
            case 200, 204 -> true;
            case 404, 409, 410 -> false;
            default -> throw new DependencyUnavailable(Dependency.APPROVAL, "answered " + answer.status());
        };
    }

    @Override
    public void withdraw(String approvalId) {
        Thread.ofVirtual().name("withdraw-" + approvalId).start(() -> {
            try {
                service.post(path(approvalId, "/withdraw"), Map.of());
            } catch (DependencyUnavailable e) {
                log.atWarn()
                        .addKeyValue("approval", approvalId)
                        .addKeyValue("cause", e.getMessage())
                        .log("hold not withdrawn; it will expire");
            }
        });
    }

    /// Asks about every held command. Called every now and then.
    void askAboutAll() {
        waiters.all().forEach(this::ask);
    }

    private void ask(Waiters.Waiter waiter) {
        Thread.ofVirtual().name("approval-" + waiter.approval().id()).start(() -> {
            try {
                waiters.now(service.get(path(waiter.approval().id(), "")).as(Approval.class));
            } catch (DependencyUnavailable e) {
                log.atDebug()
                        .setCause(e)
                        .addKeyValue("approval", waiter.approval().id())
                        .log("no state");
            }
            if (clock.instant().isAfter(waiter.approval().expiresAt().plus(grace))) {
                waiter.answer().complete(new Answer(ApprovalState.EXPIRED, "", ""));
            }
        });
    }

    private static String path(String approvalId, String rest) {
        return "/v1/approvals/" + ServiceClient.segment(approvalId) + rest;
    }
}

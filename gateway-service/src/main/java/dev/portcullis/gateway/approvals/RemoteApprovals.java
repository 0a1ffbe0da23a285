// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.approvals;

import dev.portcullis.contracts.approval.Approval;
import dev.portcullis.contracts.approval.ApprovalRequest;
import dev.portcullis.contracts.approval.ApprovalState;
import dev.portcullis.contracts.approval.CallOffRequest;
import dev.portcullis.contracts.approval.ConsumeRequest;
import dev.portcullis.contracts.approval.SettledRequest;
import dev.portcullis.gateway.access.Approvals;
import dev.portcullis.gateway.access.DependencyUnavailable;
import dev.portcullis.gateway.access.Refusal.Dependency;
import dev.portcullis.gateway.services.ServiceClient;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The approval service over REST; its answers come over Kafka, and by asking now and then in case one
/// got lost.
final class RemoteApprovals implements Approvals {
    private static final Logger log = LoggerFactory.getLogger(RemoteApprovals.class);

    private final ServiceClient service;
    private final Waiters waiters;
    private final Clock clock;
    private final Duration grace;
    private final Withdrawals withdrawals;

    RemoteApprovals(ServiceClient service, Waiters waiters, Clock clock, Duration grace) {
        this.service = service;
        this.waiters = waiters;
        this.clock = clock;
        this.grace = grace;
        this.withdrawals = new Withdrawals(service, clock);
    }

    @Override
    public Approval file(ApprovalRequest request) throws DependencyUnavailable {
        try {
            return service.post("/v1/approvals", request).as(Approval.class);
        } catch (DependencyUnavailable e) {
            // It may have been filed all the same, or still be on its way; whoever asked is refused either way.
            Instant over = clock.instant().plusSeconds(request.ttlSeconds());
            withdrawals.keep(new CallOffRequest.Filed(request.commandId(), request.digest()), over);
            throw e;
        }
    }

    @Override
    public CompletableFuture<Answer> answer(Approval approval) {
        Waiters.Waiter waiter = waiters.add(approval);
        if (approval.state() == ApprovalState.PENDING) {
            // Registered first, asked then: whatever was said before this moment, the question finds.
            Thread.ofVirtual().name("approval-" + approval.id()).start(() -> ask(List.of(waiter)));
        } else {
            waiters.now(approval);
        }
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
    public void withdraw(Approval approval) {
        Thread.ofVirtual().name("withdraw-" + approval.id()).start(() -> {
            try {
                service.post(path(approval.id(), "/withdraw"), Map.of());
            } catch (DependencyUnavailable e) {
                log.atWarn()
                        .addKeyValue("approval", approval.id())
                        .addKeyValue("cause", e.getMessage())
                        .log("hold not withdrawn yet");
                withdrawals.keep(
                        new CallOffRequest.Filed(approval.commandId(), approval.digest()), approval.expiresAt());
            }
        });
    }

    /// Says again what was not heard. Called every now and then; may block.
    void withdrawAgain() {
        withdrawals.send();
    }

    /// Asks about all held commands, many in one question. Called every now and then; may block.
    void askAboutAll() {
        List<Waiters.Waiter> waiting = waiters.all();
        for (int from = 0; from < waiting.size(); from += SettledRequest.MOST) {
            ask(waiting.subList(from, Math.min(from + SettledRequest.MOST, waiting.size())));
        }
    }

    private void ask(List<Waiters.Waiter> waiting) {
        try {
            List<String> ids =
                    waiting.stream().map(waiter -> waiter.approval().id()).toList();
            service.ask("/v1/approvals:settled", new SettledRequest(ids))
                    .as(SettledRequest.Settled.class)
                    .items()
                    .forEach(waiters::now);
        } catch (DependencyUnavailable e) {
            log.atDebug().setCause(e).addKeyValue("approvals", waiting.size()).log("no state");
        }
        Instant longOver = clock.instant().minus(grace);
        waiting.stream()
                .filter(waiter -> waiter.approval().expiresAt().isBefore(longOver))
                .forEach(waiter -> waiter.answer().complete(new Answer(ApprovalState.EXPIRED, "", "")));
    }

    private static String path(String approvalId, String rest) {
        return "/v1/approvals/" + ServiceClient.segment(approvalId) + rest;
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.approvals;

import dev.portcullis.approval.changelog.Outbox;
import dev.portcullis.approval.changelog.OutboxListener;
import dev.portcullis.approval.identity.Caller;
import dev.portcullis.contracts.Topics;
import dev.portcullis.contracts.approval.Approval;
import dev.portcullis.contracts.approval.ApprovalState;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import org.springframework.stereotype.Component;

/// Answers about an approval when it is no longer pending, or when the caller's patience is over, whichever comes
/// first. A change of any instance wakes those who wait for that approval; in case it was missed, they look every now
/// and
/// then.
@Component
final class Waiting implements OutboxListener {

    private static final int MAX_WAITING = 2_000;
    private static final Duration LOOK = Duration.ofSeconds(5);

    private final Reading reading;
    private final Semaphore places = new Semaphore(MAX_WAITING);
    private final Bells bells = new Bells();

    Waiting(Reading reading) {
        this.reading = reading;
    }

    /// Does not block. With too many waiting already, the answer comes at once.
    CompletableFuture<Optional<Approval>> one(UUID id, Caller reader, Duration patience) {
        CompletableFuture<Optional<Approval>> answer = new CompletableFuture<>();
        Thread.ofVirtual().name("wait-" + id).start(() -> {
            boolean seated = places.tryAcquire();
            try {
                if (seated && !patience.isZero()) {
                    awaitDecision(id, patience);
                }
                answer.complete(reading.one(id, reader));
            } catch (InterruptedException | RuntimeException e) {
                answer.completeExceptionally(e);
            } finally {
                if (seated) {
                    places.release();
                }
            }
        });
        return answer;
    }

    @Override
    public void heard(Outbox.Message message) {
        if (message.topic().equals(Topics.APPROVAL)) {
            bells.ring(UUID.fromString(message.key()));
        }
    }

    private void awaitDecision(UUID id, Duration patience) throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        // Hung before the first look: what happens afterwards is heard.
        try (Bells.Bell bell = bells.hang(id)) {
            while (reading.state(id).filter(ApprovalState.PENDING::equals).isPresent()) {
                long left = Math.min(end - System.nanoTime(), LOOK.toNanos());
                if (left <= 0) {
                    return;
                }
                bell.heard(left);
            }
        }
    }
}

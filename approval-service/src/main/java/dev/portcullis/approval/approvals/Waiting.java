// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.approvals;

import dev.portcullis.approval.changelog.ChangeLog;
import dev.portcullis.approval.identity.Caller;
import dev.portcullis.contracts.approval.Approval;
import dev.portcullis.contracts.approval.ApprovalState;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/// Answers about an approval when it is no longer pending, or when the caller's patience is over, whichever comes
/// first. What another instance changes is seen by looking every now and then.
@Component
final class Waiting {

    private static final int MAX_WAITING = 2_000;
    private static final Duration LOOK = Duration.ofMillis(500);

    private final Reading reading;
    private final Semaphore places = new Semaphore(MAX_WAITING);
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private long changes;

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

    @EventListener(ChangeLog.Committed.class)
    void wake() {
        lock.lock();
        try {
            changes++;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void awaitDecision(UUID id, Duration patience) throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        long seen = seen();
        while (reading.state(id).filter(ApprovalState.PENDING::equals).isPresent()) {
            long left = Math.min(end - System.nanoTime(), LOOK.toNanos());
            if (left <= 0) {
                return;
            }
            seen = awaitChange(seen, left);
        }
    }

    private long seen() {
        lock.lock();
        try {
            return changes;
        } finally {
            lock.unlock();
        }
    }

    private long awaitChange(long seen, long nanos) throws InterruptedException {
        lock.lock();
        try {
            long left = nanos;
            while (changes == seen && left > 0) {
                left = changed.awaitNanos(left);
            }
            return changes;
        } finally {
            lock.unlock();
        }
    }
}

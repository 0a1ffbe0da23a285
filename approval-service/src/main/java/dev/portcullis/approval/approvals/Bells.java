// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.approvals;

import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// Wakes those who wait for one approval, and nobody else.
final class Bells {

    private final ConcurrentMap<UUID, Set<Bell>> bells = new ConcurrentHashMap<>();

    /// A bell that rings with this approval, until it is closed.
    Bell hang(UUID id) {
        Bell bell = new Bell(id);
        bells.compute(id, (_, hanging) -> {
            Set<Bell> all = hanging == null ? ConcurrentHashMap.newKeySet() : hanging;
            all.add(bell);
            return all;
        });
        return bell;
    }

    /// Something became of this approval.
    void ring(UUID id) {
        bells.getOrDefault(id, Set.of()).forEach(bell -> bell.rung.release());
    }

    /// Heard by one who waits.
    final class Bell implements AutoCloseable {

        private final UUID id;
        private final Semaphore rung = new Semaphore(0);

        private Bell(UUID id) {
            this.id = id;
        }

        /// Waits until it rings, at most so long; says whether it rang since it was hung or last heard.
        boolean heard(long nanos) throws InterruptedException {
            boolean rang = rung.tryAcquire(nanos, TimeUnit.NANOSECONDS);
            rung.drainPermits();
            return rang;
        }

        @Override
        public void close() {
            bells.computeIfPresent(id, (_, hanging) -> {
                hanging.remove(this);
                return hanging.isEmpty() ? null : hanging;
            });
        }
    }
}

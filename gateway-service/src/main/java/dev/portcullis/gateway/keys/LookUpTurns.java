// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.keys;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.portcullis.gateway.access.DependencyUnavailable;
import dev.portcullis.gateway.access.Refusal.Dependency;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// Who may look a key up now. Anybody can make up what looks like a key: those that were never found here wait for each
/// other, and keep nobody waiting whose key was. What is remembered opens nothing, it is a place in a queue.
final class LookUpTurns {
    private static final int AT_ONCE = 16;
    private static final long PATIENCE_SECONDS = 5;
    private static final int REMEMBERED = 20_000;

    private final Semaphore strangers = new Semaphore(AT_ONCE, true);
    private final Semaphore acquaintances = new Semaphore(AT_ONCE, true);
    private final Cache<String, Boolean> found = Caffeine.newBuilder()
            .maximumSize(REMEMBERED)
            .expireAfterAccess(Duration.ofHours(12))
            .build();

    /// A turn for the key with this digest, to be given back. Blocks for some seconds at most.
    ///
    /// @throws DependencyUnavailable there was none
    Turn take(String digest) throws DependencyUnavailable {
        Semaphore queue = found.getIfPresent(digest) == null ? strangers : acquaintances;
        try {
            if (!queue.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new DependencyUnavailable(Dependency.APPROVAL, "too many keys are looked up");
            }
            return new Turn(digest, queue);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DependencyUnavailable(Dependency.APPROVAL, "interrupted", e);
        }
    }

    /// There is a key with this digest.
    void known(String digest) {
        found.put(digest, true);
    }

    /// A place among those who look up.
    final class Turn implements AutoCloseable {
        private final String digest;
        private final Semaphore queue;

        private Turn(String digest, Semaphore queue) {
            this.digest = digest;
            this.queue = queue;
        }

        /// The service knows it.
        void found() {
            known(digest);
        }

        @Override
        public void close() {
            queue.release();
        }
    }
}

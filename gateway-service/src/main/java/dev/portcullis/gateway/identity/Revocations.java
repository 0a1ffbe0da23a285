// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.identity;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// Subjects whose tokens are no longer believed: ending their sessions would be worth little if the same token
/// opened the
/// next one. Kept in memory for longer than tokens live; a token issued after the revocation is good again.
public final class Revocations {
    private static final int MAX = 100_000;

    private final Cache<String, Instant> revoked =
            Caffeine.newBuilder().maximumSize(MAX).build();
    private final AtomicLong count = new AtomicLong();

    /// From now on no token counts that this subject got up to this moment.
    public void revoke(String subject, Instant at) {
        revoked.asMap().merge(subject, at, (one, other) -> one.isAfter(other) ? one : other);
        count.incrementAndGet();
    }

    /// Counts up with every revocation, so that what was verified before is verified again.
    long count() {
        return count.get();
    }

    /// Whether a token of this subject is revoked.
    ///
    /// @param issuedAt when it was issued; null if it does not say, which is no excuse
    public boolean cover(String subject, @Nullable Instant issuedAt) {
        Instant at = revoked.getIfPresent(subject);
        return at != null && (issuedAt == null || !issuedAt.isAfter(at));
    }
}

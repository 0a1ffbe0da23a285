// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// How many commands each identity has had forwarded lately, where policy bounds that. Of this gateway only: with
/// several, each lets so many pass.
final class CommandRates {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    /// A bucket that nobody took from for so long is full, as a new one is.
    private final Cache<Key, Bucket> buckets =
            Caffeine.newBuilder().expireAfterAccess(MINUTE.multipliedBy(2)).build();

    private final TimeMeter time;

    CommandRates(Clock clock) {
        this.time = new Millis(clock);
    }

    /// Takes one for each of the commands, or none: then the refusal says when there will be enough. A unit of more
    /// commands than may pass in a minute never passes.
    @Nullable
    Refusal take(GatewaySession session, List<Verdict.Allowed> commands) {
        Long limit = null;
        for (Verdict.Allowed allowed : commands) {
            Long one = allowed.decision().obligations().commandsPerMinute();
            limit = limit == null || (one != null && one < limit) ? one : limit;
        }
        if (limit == null) {
            return null;
        }
        Key key = new Key(
                session.identity().issuer(),
                session.identity().subject(),
                session.connection().name(),
                limit);
        ConsumptionProbe probe = buckets.get(key, this::bucket).tryConsumeAndReturnRemaining(commands.size());
        return probe.isConsumed()
                ? null
                : new Refusal.OverLimit(
                        limit + " commands in a minute",
                        Math.clamp(TimeUnit.NANOSECONDS.toSeconds(probe.getNanosToWaitForRefill()) + 1, 1, 60));
    }

    private Bucket bucket(Key key) {
        return Bucket.builder()
                .withCustomTimePrecision(time)
                .addLimit(limit -> limit.capacity(key.limit()).refillGreedy(key.limit(), MINUTE))
                .build();
    }

    private record Key(String issuer, String subject, String connection, long limit) {}

    private record Millis(Clock clock) implements TimeMeter {
        @Override
        public long currentTimeNanos() {
            return TimeUnit.MILLISECONDS.toNanos(clock.millis());
        }

        @Override
        public boolean isWallClockBased() {
            return true;
        }
    }
}

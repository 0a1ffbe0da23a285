// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.postgres;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Ends a session when its token expires, or when nothing has happened in it for too long.
@SuppressWarnings("FutureReturnValueIgnored") // A write that fails closes its channel, and that is where it is handled.
final class SessionTimers {
    private final EventLoop loop;
    private final Clock clock;
    private final Consumer<String> end;
    private @Nullable ScheduledFuture<?> expiry;
    private @Nullable ScheduledFuture<?> idle;
    private long lastTraffic;

    SessionTimers(EventLoop loop, Clock clock, Consumer<String> end) {
        this.loop = loop;
        this.clock = clock;
        this.end = end;
    }

    void start(Instant expiresAt, Duration idleTimeout) {
        touch();
        long untilExpiry =
                Math.max(0, Duration.between(clock.instant(), expiresAt).toMillis());
        expiry = loop.schedule(() -> end.accept("the token has expired"), untilExpiry, TimeUnit.MILLISECONDS);
        watch(idleTimeout.toNanos(), idleTimeout.toNanos());
    }

    void touch() {
        lastTraffic = System.nanoTime();
    }

    private void watch(long timeout, long in) {
        idle = loop.schedule(
                () -> {
                    long left = timeout - (System.nanoTime() - lastTraffic);
                    if (left > 0) {
                        watch(timeout, left);
                    } else {
                        end.accept("nothing happened for too long");
                    }
                },
                in,
                TimeUnit.NANOSECONDS);
    }

    void stop() {
        if (expiry != null) {
            expiry.cancel(false);
        }
        if (idle != null) {
            idle.cancel(false);
        }
    }
}

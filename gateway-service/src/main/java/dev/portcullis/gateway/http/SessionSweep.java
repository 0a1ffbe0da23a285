// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.http;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Looks every second for sessions that have come to their end.
final class SessionSweep implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(SessionSweep.class);

    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("http-sessions").factory());

    SessionSweep(HttpSessions sessions) {
        var _ = clock.scheduleWithFixedDelay(() -> sweep(sessions), 1, 1, TimeUnit.SECONDS);
    }

    private static void sweep(HttpSessions sessions) {
        try {
            sessions.sweep();
        } catch (RuntimeException e) {
            log.atError().setCause(e).log("sessions not swept");
        }
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}

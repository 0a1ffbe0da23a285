// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.postgres;

import io.netty.channel.EventLoop;
import java.util.concurrent.TimeUnit;

/// Cancels commands at the target that run longer than policy lets them. The time counts from the forward on, so a
/// command that waits behind another one of its unit spends its time waiting.
@SuppressWarnings("FutureReturnValueIgnored") // A command that is over when its time is up is left alone.
final class Deadlines {
    private final EventLoop loop;
    private final Runnable cancelTarget;

    Deadlines(EventLoop loop, Runnable cancelTarget) {
        this.loop = loop;
        this.cancelTarget = cancelTarget;
    }

    /// Watches a command that was just forwarded.
    void watch(CommandRun run) {
        Long millis = run.obligations().statementTimeoutMillis();
        if (millis != null) {
            loop.schedule(
                    () -> {
                        if (!run.isOver()) {
                            cancelTarget.run();
                        }
                    },
                    millis,
                    TimeUnit.MILLISECONDS);
        }
    }
}

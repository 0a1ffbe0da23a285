// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.postgres;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;

/// Runs the listener while the application runs: last to start, first to stop.
final class PostgresLifecycle implements SmartLifecycle {
    private final Supplier<PostgresListener> making;
    private volatile @Nullable PostgresListener listener;

    PostgresLifecycle(Supplier<PostgresListener> making) {
        this.making = making;
    }

    @Override
    public void start() {
        PostgresListener made = making.get();
        made.start();
        listener = made;
    }

    @Override
    public void stop() {
        PostgresListener running = listener;
        listener = null;
        if (running != null) {
            running.close();
        }
    }

    @Override
    public boolean isRunning() {
        return listener != null;
    }
}

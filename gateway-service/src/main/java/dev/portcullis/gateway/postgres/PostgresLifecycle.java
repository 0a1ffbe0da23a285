// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.postgres;

import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;

/// Runs the listener while the application runs: last to start, first to stop.
public final class PostgresLifecycle implements SmartLifecycle {
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

    /// Where this process itself reaches the listener; empty while it does not run.
    public Optional<InetSocketAddress> address() {
        PostgresListener running = listener;
        return running == null ? Optional.empty() : Optional.of(running.localAddress());
    }

    @Override
    public boolean isRunning() {
        return listener != null;
    }
}

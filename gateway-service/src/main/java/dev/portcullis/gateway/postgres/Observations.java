// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.postgres;

import dev.portcullis.contracts.connection.Connection;
import dev.portcullis.contracts.connection.Observation;
import dev.portcullis.gateway.access.Connections;
import dev.portcullis.gateway.access.DependencyUnavailable;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Looks at every target whose connection says how, at intervals and beside the sessions: a few at a time,
/// each for a bounded time.
final class Observations implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Observations.class);
    private static final int AT_ONCE = 4;

    private final Connections connections;
    private final ObservedTarget.Parts parts;
    private final Map<String, ObservedTarget> targets = new ConcurrentHashMap<>();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("observation").daemon().factory());
    private final ExecutorService looking = Executors.newFixedThreadPool(
            AT_ONCE, Thread.ofVirtual().name("observation-", 0).factory());
    private List<Connection> observed = List.of();

    Observations(Connections connections, ObservedTarget.Parts parts, MeterRegistry metrics) {
        this.connections = connections;
        this.parts = parts;
        Gauge.builder("portcullis.observation.blind", this, Observations::longestBlind)
                .description("How long the target that was not seen for longest was not seen")
                .baseUnit("seconds")
                .register(metrics);
    }

    void start() {
        long interval = parts.properties().interval().toMillis();
        var _ = timer.scheduleWithFixedDelay(this::lookAgain, interval, interval, TimeUnit.MILLISECONDS);
    }

    private void lookAgain() {
        try {
            look();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            // One that is not caught would be the last look there is.
            log.atError().setCause(e).log("targets not observed");
        }
    }

    /// Looks at each target once, and waits for it.
    void look() throws InterruptedException {
        try {
            observed = connections.all().stream()
                    .filter(connection -> connection.observation() != null)
                    .toList();
        } catch (DependencyUnavailable e) {
            // Those that are known go on being looked at, by what is known of them.
            log.atWarn().setCause(e).log("the connections could not be listed");
        }
        forgetOthers();
        looking.invokeAll(observed.stream().map(this::lookAt).toList());
    }

    private Callable<Void> lookAt(Connection connection) {
        ObservedTarget target = targets.computeIfAbsent(connection.name(), _ -> new ObservedTarget(parts));
        return () -> {
            Observation observation = connection.observation();
            if (observation != null) {
                target.look(connection, observation);
            }
            return null;
        };
    }

    private void forgetOthers() {
        var names = observed.stream().map(Connection::name).collect(Collectors.toSet());
        targets.entrySet().removeIf(target -> {
            boolean gone = !names.contains(target.getKey());
            if (gone) {
                target.getValue().close();
            }
            return gone;
        });
    }

    private double longestBlind() {
        return targets.values().stream()
                .mapToDouble(target -> target.blindFor().toMillis() / 1000.0)
                .max()
                .orElse(0);
    }

    @Override
    public void close() {
        timer.shutdownNow();
        looking.shutdownNow();
        targets.values().forEach(ObservedTarget::close);
    }
}

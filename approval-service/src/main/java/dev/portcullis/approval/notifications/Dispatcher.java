// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.notifications;

import dev.portcullis.approval.changelog.ChangeLog;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.event.EventListener;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/// Keeps one worker per channel at it, and forgets what is old.
@Component
final class Dispatcher implements SmartLifecycle {

    private final DeliveryRows rows;
    private final NotificationProperties properties;
    private final Clock clock;
    private final List<ChannelWorker> workers;
    private volatile List<Thread> threads = List.of();

    Dispatcher(
            DeliveryRows rows, NotificationProperties properties, Sending sending, Clock clock, MeterRegistry meters) {
        this.rows = rows;
        this.properties = properties;
        this.clock = clock;
        this.workers = properties.channels().stream()
                .map(channel -> new ChannelWorker(channel, properties, rows, sending, clock))
                .toList();
        for (DeliveryRows.State state : List.of(DeliveryRows.State.WAITING, DeliveryRows.State.DEAD)) {
            Gauge.builder("portcullis.notifications", rows, each -> each.count(state))
                    .description("messages that were not delivered")
                    .tag("state", state.name().toLowerCase(Locale.ROOT))
                    .register(meters);
        }
    }

    @EventListener(ChangeLog.Committed.class)
    void wake() {
        workers.forEach(ChannelWorker::wake);
    }

    @Scheduled(fixedDelayString = "PT1H")
    void clean() {
        rows.forgetBefore(clock.instant().minus(properties.keep()));
    }

    @Override
    public void start() {
        threads = workers.stream()
                .map(worker ->
                        Thread.ofPlatform().name("notifications").daemon().start(worker))
                .toList();
    }

    @Override
    public void stop() {
        List<Thread> stopping = threads;
        threads = List.of();
        stopping.forEach(Thread::interrupt);
        try {
            for (Thread each : stopping) {
                each.join(properties.timeout());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return !threads.isEmpty();
    }
}

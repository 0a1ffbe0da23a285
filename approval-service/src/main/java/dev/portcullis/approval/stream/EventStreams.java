// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.stream;

import dev.portcullis.approval.changelog.ChangeLog;
import dev.portcullis.approval.changelog.Outbox;
import dev.portcullis.approval.changelog.OutboxListener;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/// Feeds event streams from the outbox, not from Kafka: a stream works while Kafka is away, sees the changes of every
/// instance, and can go on where it was cut. One look for all of them, and for whoever else wants to hear.
@Component
public final class EventStreams implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(EventStreams.class);
    private static final int MAX_STREAMS = 256;
    private static final int BATCH = 200;
    private static final Duration POLL = Duration.ofMillis(500);

    private final Outbox outbox;
    private final Clock clock;
    private final List<OutboxListener> listeners;
    private final Set<EventStream> streams = ConcurrentHashMap.newKeySet();
    private final Semaphore work = new Semaphore(0);
    private volatile boolean running;
    private @Nullable Thread thread;

    EventStreams(Outbox outbox, Clock clock, List<OutboxListener> listeners) {
        this.outbox = outbox;
        this.clock = clock;
        this.listeners = List.copyOf(listeners);
    }

    /// Opens a stream that ends with the caller's token; empty if there are too many.
    Optional<SseEmitter> open(@Nullable Long lastEventId, Instant tokenExpiresAt) {
        if (streams.size() >= MAX_STREAMS) {
            return Optional.empty();
        }
        // The stream itself knows when to end; the container's own timeout would only be a second opinion.
        SseEmitter emitter = new SseEmitter(0L);
        EventStream stream = new EventStream(emitter, outbox, clock, tokenExpiresAt);
        streams.add(stream);
        emitter.onCompletion(stream::end);
        emitter.onError(_ -> stream.end());
        Thread.ofVirtual().name("event-stream").start(() -> {
            try {
                stream.run(lastEventId);
            } finally {
                streams.remove(stream);
            }
        });
        return Optional.of(emitter);
    }

    @EventListener(ChangeLog.Committed.class)
    void wake() {
        work.release();
    }

    private void run() {
        long last = -1;
        while (isRunning()) {
            try {
                last = last < 0 ? outbox.newest() : feed(last);
                if (work.tryAcquire(POLL.toMillis(), TimeUnit.MILLISECONDS)) {
                    work.drainPermits();
                }
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                // Nothing is lost: the next look starts from the same place.
                log.atDebug().setCause(e).log("event streams wait for the database");
                pause();
            }
        }
    }

    private long feed(long last) {
        long seen = last;
        for (Outbox.Message message : outbox.after(last, EventStream.TOPICS, BATCH)) {
            listeners.forEach(listener -> listener.heard(message));
            streams.forEach(stream -> stream.offer(message));
            seen = message.id();
        }
        if (seen != last) {
            work.release();
        }
        return seen;
    }

    private static void pause() {
        try {
            Thread.sleep(POLL);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void start() {
        // Before the thread is started: it stops as soon as it finds that it should not run.
        running = true;
        thread = Thread.ofPlatform().name("event-streams").daemon().start(this::run);
    }

    @Override
    public void stop() {
        running = false;
        Thread stopping = thread;
        if (stopping != null) {
            stopping.interrupt();
        }
        streams.forEach(EventStream::end);
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}

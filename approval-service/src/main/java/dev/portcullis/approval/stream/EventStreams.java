// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.stream;

import dev.portcullis.approval.changelog.ChangeLog;
import dev.portcullis.approval.changelog.Outbox;
import dev.portcullis.contracts.Topics;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.event.EventListener;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/// Feeds event streams from the outbox, not from Kafka: a stream works while Kafka is away, sees the changes of every
/// instance, and can go on where it was cut. A stream ends with the token that opened it.
@Component
public final class EventStreams implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(EventStreams.class);
    private static final int MAX_STREAMS = 256;
    private static final int BATCH = 200;
    private static final Duration LONGEST = Duration.ofHours(1);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration KEEP_ALIVE = Duration.ofSeconds(15);

    private static final class Stream {
        private final SseEmitter emitter;
        private final Instant until;
        private long seen;
        private Instant spokeAt;

        Stream(SseEmitter emitter, Instant until, long seen, Instant now) {
            this.emitter = emitter;
            this.until = until;
            this.seen = seen;
            this.spokeAt = now;
        }
    }

    private final Outbox outbox;
    private final Clock clock;
    private final Set<Stream> streams = ConcurrentHashMap.newKeySet();
    private final Semaphore work = new Semaphore(0);
    private volatile @Nullable Thread thread;

    EventStreams(Outbox outbox, Clock clock) {
        this.outbox = outbox;
        this.clock = clock;
    }

    SseEmitter open(@Nullable Long lastEventId, Instant tokenExpiresAt) {
        if (streams.size() >= MAX_STREAMS) {
            throw new ResponseStatusException(HttpStatus.SERVICE_UNAVAILABLE, "Too many event streams are open.");
        }
        SseEmitter emitter = new SseEmitter(LONGEST.toMillis());
        Stream stream = new Stream(
                emitter, tokenExpiresAt, lastEventId == null ? outbox.newest() : lastEventId, clock.instant());
        emitter.onCompletion(() -> streams.remove(stream));
        emitter.onTimeout(emitter::complete);
        emitter.onError(_ -> streams.remove(stream));
        streams.add(stream);
        say(stream, SseEmitter.event().comment("open"));
        work.release();
        return emitter;
    }

    @EventListener(ChangeLog.Committed.class)
    void wake() {
        work.release();
    }

    private void run() {
        try {
            while (isRunning()) {
                if (work.tryAcquire(POLL.toMillis(), TimeUnit.MILLISECONDS)) {
                    work.drainPermits();
                }
                streams.forEach(this::feed);
            }
        } catch (InterruptedException e) {
            log.debug("event streams stop");
        }
        streams.forEach(stream -> stream.emitter.complete());
    }

    private void feed(Stream stream) {
        Instant now = clock.instant();
        if (!now.isBefore(stream.until)) {
            stream.emitter.complete();
            return;
        }
        try {
            List<Outbox.Message> messages = outbox.after(stream.seen, Topics.APPROVAL, BATCH);
            for (Outbox.Message message : messages) {
                say(
                        stream,
                        SseEmitter.event()
                                .id(Long.toString(message.id()))
                                .name("approval")
                                .data(message.value()));
                stream.seen = message.id();
                stream.spokeAt = now;
            }
        } catch (RuntimeException e) {
            log.atDebug().setCause(e).log("event stream waits for the database");
        }
        if (Duration.between(stream.spokeAt, now).compareTo(KEEP_ALIVE) >= 0) {
            say(stream, SseEmitter.event().comment("still here"));
            stream.spokeAt = now;
        }
    }

    private void say(Stream stream, SseEmitter.SseEventBuilder event) {
        try {
            stream.emitter.send(event);
        } catch (IOException | IllegalStateException e) {
            // The client is gone; its emitter is told by the container as well.
            streams.remove(stream);
        }
    }

    @Override
    public void start() {
        thread = Thread.ofPlatform().name("event-streams").daemon().start(this::run);
    }

    @Override
    public void stop() {
        Thread running = thread;
        thread = null;
        if (running != null) {
            running.interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return thread != null;
    }
}

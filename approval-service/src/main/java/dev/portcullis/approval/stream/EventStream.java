// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.stream;

import dev.portcullis.approval.changelog.Outbox;
import dev.portcullis.contracts.Topics;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/// One client's stream, on a thread of its own, so that a slow client delays nobody else. It ends with the token that
/// opened it, or when the client falls too far behind.
final class EventStream {

    static final Set<String> TOPICS = Set.of(Topics.APPROVAL, Topics.GRANT);

    private static final int QUEUE = 1_000;
    private static final int CATCH_UP = 200;
    private static final Duration TICK = Duration.ofSeconds(1);
    private static final int KEEP_ALIVE_TICKS = 15;

    private final SseEmitter emitter;
    private final Outbox outbox;
    private final Clock clock;
    private final Instant until;
    private final BlockingQueue<Outbox.Message> queue = new ArrayBlockingQueue<>(QUEUE);
    private volatile boolean over;

    EventStream(SseEmitter emitter, Outbox outbox, Clock clock, Instant until) {
        this.emitter = emitter;
        this.outbox = outbox;
        this.clock = clock;
        this.until = until;
    }

    void offer(Outbox.Message message) {
        if (!queue.offer(message)) {
            end();
        }
    }

    void end() {
        over = true;
    }

    /// Says what came after `last`, and then what is offered, until the end.
    void run(@Nullable Long last) {
        try {
            emitter.send(SseEmitter.event().comment("open"));
            follow(last == null ? outbox.newest() : catchUp(last));
            emitter.complete();
        } catch (IOException | IllegalStateException e) {
            // The client is gone; there is nobody to tell.
            emitter.completeWithError(e);
        } catch (InterruptedException | RuntimeException e) {
            emitter.completeWithError(e);
        }
    }

    private long catchUp(long last) throws IOException {
        long seen = last;
        List<Outbox.Message> missed;
        do {
            missed = outbox.after(seen, TOPICS, CATCH_UP);
            for (Outbox.Message message : missed) {
                say(message);
                seen = message.id();
            }
        } while (missed.size() == CATCH_UP && isOpen());
        return seen;
    }

    private void follow(long last) throws IOException, InterruptedException {
        long seen = last;
        int quiet = 0;
        while (isOpen()) {
            Outbox.Message message = queue.poll(TICK.toMillis(), TimeUnit.MILLISECONDS);
            if (message == null) {
                quiet++;
                if (quiet == KEEP_ALIVE_TICKS) {
                    emitter.send(SseEmitter.event().comment("still here"));
                    quiet = 0;
                }
            } else if (message.id() > seen) {
                say(message);
                seen = message.id();
                quiet = 0;
            }
        }
    }

    private boolean isOpen() {
        return !over && clock.instant().isBefore(until);
    }

    private void say(Outbox.Message message) throws IOException {
        emitter.send(SseEmitter.event()
                .id(Long.toString(message.id()))
                .name(message.topic().equals(Topics.GRANT) ? "grant" : "approval")
                .data(message.value()));
    }
}

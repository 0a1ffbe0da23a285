// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.notifications;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sends the messages of one channel, one after the other, on its own thread: a dead channel keeps nobody waiting but
/// itself. A message may arrive twice, after a crash or a lost answer, and then has the same id.
final class ChannelWorker implements Runnable {

    private static final Logger log = LoggerFactory.getLogger(ChannelWorker.class);
    private static final Duration LOOK = Duration.ofSeconds(1);

    /// Longer than an attempt can take: the longest, of a mail, is some exchanges with a time-out each.
    private static final int LEASE_IN_TIMEOUTS = 20;

    private final Channel channel;
    private final NotificationProperties properties;
    private final DeliveryRows rows;
    private final Sending sending;
    private final Clock clock;
    private final Semaphore work = new Semaphore(0);

    ChannelWorker(Channel channel, NotificationProperties properties, DeliveryRows rows, Sending sending, Clock clock) {
        this.channel = channel;
        this.properties = properties;
        this.rows = rows;
        this.sending = sending;
        this.clock = clock;
    }

    /// There may be something to send.
    void wake() {
        work.release();
    }

    @Override
    public void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                sendAll();
                if (work.tryAcquire(LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
                    work.drainPermits();
                }
            }
        } catch (InterruptedException e) {
            log.atDebug().addKeyValue("channel", channel.name()).log("no more messages are sent");
        }
    }

    private void sendAll() throws InterruptedException {
        try {
            while (sendNext()) {
                if (Thread.currentThread().isInterrupted()) {
                    return;
                }
            }
        } catch (RuntimeException e) {
            // Nothing is lost: what was not marked as sent is taken again.
            log.atDebug().setCause(e).log("messages wait for the database");
        }
    }

    private boolean sendNext() throws InterruptedException {
        Instant now = clock.instant();
        Instant othersFrom = now.plus(properties.timeout().multipliedBy(LEASE_IN_TIMEOUTS));
        Optional<DeliveryRows.Message> next = rows.take(channel.name(), now, othersFrom);
        if (next.isPresent()) {
            DeliveryRows.Message message = next.get();
            switch (sending.attempt(channel, message)) {
                case Attempt.Delivered _ -> rows.delivered(message);
                case Attempt.Failed failed -> note(message, failed);
            }
        }
        return next.isPresent();
    }

    private void note(DeliveryRows.Message message, Attempt.Failed failed) {
        boolean last = message.attempt() >= properties.attempts();
        if (last) {
            rows.died(message, failed.why());
        } else {
            rows.failed(message, failed.why(), clock.instant().plus(pause(message.attempt(), failed.pause())));
        }
        log.atWarn()
                .addKeyValue("channel", channel.name())
                .addKeyValue("message", message.id())
                .addKeyValue("attempt", message.attempt())
                .addKeyValue("dead", last)
                .addKeyValue("why", failed.why())
                .log("message not delivered");
    }

    private Duration pause(int attempts, Duration asked) {
        Duration doubled = properties.firstRetry().multipliedBy(1L << Math.min(attempts - 1, 20));
        Duration wanted = doubled.compareTo(asked) < 0 ? asked : doubled;
        return wanted.compareTo(properties.longestRetry()) < 0 ? wanted : properties.longestRetry();
    }
}

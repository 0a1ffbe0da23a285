// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.log;

import dev.portcullis.audit.kafka.TopicSetup;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/// Signs and publishes at intervals, and says when that is not possible.
@Component
class CheckpointSchedule implements HealthIndicator {

    private static final Logger log = LoggerFactory.getLogger(CheckpointSchedule.class);

    private final Checkpoints checkpoints;
    private final CheckpointFeed feed;
    private final TopicSetup topics;
    private final KeyAnnouncements announcements;
    private final Clock clock;
    private volatile long publishedSize = -1;
    private volatile long signedSize;
    private volatile Instant signedAt;

    CheckpointSchedule(
            Checkpoints checkpoints,
            CheckpointFeed feed,
            TopicSetup topics,
            KeyAnnouncements announcements,
            Clock clock,
            MeterRegistry metrics) {
        this.checkpoints = checkpoints;
        this.feed = feed;
        this.topics = topics;
        this.announcements = announcements;
        this.clock = clock;
        this.signedAt = clock.instant();
        metrics.gauge("portcullis.log.size", this, schedule -> schedule.signedSize);
        metrics.gauge("portcullis.checkpoint.age.seconds", this, CheckpointSchedule::ageInSeconds);
    }

    @Scheduled(fixedDelayString = "${portcullis.audit.log.checkpoint-interval:1s}")
    void tick() {
        try {
            switch (checkpoints.standing()) {
                case Checkpoints.Standing.Unknown _ -> compare();
                case Checkpoints.Standing.Continues _ -> signAndPublish();
                case Checkpoints.Standing.Forked(var why) -> log.atError().log("the log is not signed: {}", why);
            }
        } catch (KafkaException | DataAccessException | NotSignedException | DamagedLogException e) {
            log.atWarn().setCause(e).log("no checkpoint this time");
        }
    }

    private void compare() {
        topics.createMissing();
        checkpoints.compare(feed.largest(checkpoints));
        if (checkpoints.standing() instanceof Checkpoints.Standing.Continues) {
            announcements.announce();
        }
    }

    private void signAndPublish() {
        CheckpointTable.Stored signed = checkpoints.sign();
        signedSize = signed.size();
        signedAt = signed.signedAt();
        if (signed.size() > publishedSize) {
            feed.publish(checkpoints.verifier().name(), signed, () -> publishedSize = signed.size());
        }
    }

    private double ageInSeconds() {
        return Duration.between(signedAt, clock.instant()).toMillis() / 1000.0;
    }

    @Override
    public Health health() {
        Optional<String> problem = switch (checkpoints.standing()) {
            case Checkpoints.Standing.Unknown _ -> Optional.of("not compared with published checkpoints yet");
            case Checkpoints.Standing.Continues _ -> Optional.empty();
            case Checkpoints.Standing.Forked(var why) -> Optional.of(why);
        };
        return problem.map(why -> Health.down().withDetail("reason", why).build())
                .orElseGet(() -> Health.up().withDetail("size", signedSize).build());
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.changelog;

import java.time.Clock;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/// Removes published records that no event stream will ask for any more.
@Component
final class OutboxCleaning {

    private final Outbox outbox;
    private final KafkaProperties properties;
    private final Clock clock;

    OutboxCleaning(Outbox outbox, KafkaProperties properties, Clock clock) {
        this.outbox = outbox;
        this.properties = properties;
        this.clock = clock;
    }

    @Scheduled(fixedDelayString = "PT10M")
    void clean() {
        outbox.forgetPublishedBefore(clock.instant().minus(properties.outboxRetention()));
    }
}

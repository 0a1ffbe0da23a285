// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.notifications;

import dev.portcullis.approval.changelog.Change;
import dev.portcullis.approval.changelog.ChangeListener;
import dev.portcullis.contracts.approval.ApprovalChanged;
import dev.portcullis.contracts.grant.GrantChanged;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/// Writes down what every channel is to be told: of a change in the transaction that makes it, and of a question whose
/// time is nearly over once.
@Component
final class Announcing implements ChangeListener {

    private static final int PER_LOOK = 200;

    private final List<Channel> channels;
    private final NotificationProperties properties;
    private final Notices notices;
    private final Subjects subjects;
    private final DeliveryRows rows;
    private final TransactionTemplate transaction;
    private final Clock clock;

    Announcing(
            NotificationProperties properties,
            Notices notices,
            Subjects subjects,
            DeliveryRows rows,
            TransactionTemplate transaction,
            Clock clock) {
        this.channels = properties.channels();
        this.properties = properties;
        this.notices = notices;
        this.subjects = subjects;
        this.rows = rows;
        this.transaction = transaction;
        this.clock = clock;
    }

    @Override
    public void changed(Change change) {
        if (channels.isEmpty()) {
            return;
        }
        Optional<Notices.Telling> telling = switch (change.body()) {
            case ApprovalChanged approval -> notices.of(approval);
            case GrantChanged grant -> notices.of(grant);
            default -> Optional.empty();
        };
        telling.ifPresent(this::write);
    }

    /// Brings up what ends soon; returns how many questions. Whoever else is at it as well writes nothing twice.
    @Scheduled(fixedDelayString = "${portcullis.notifications.look-interval:10s}")
    int bringUp() {
        if (channels.stream().noneMatch(channel -> channel.wants(Occasion.EXPIRING))) {
            return 0;
        }
        List<UUID> expiring = subjects.expiring(clock.instant(), properties.soon(), PER_LOOK);
        // Each for all channels or for none: what one of them was told of is not looked for again.
        expiring.forEach(id -> transaction.executeWithoutResult(
                status -> write(notices.open(Occasion.EXPIRING, id, clock.instant()))));
        return expiring.size();
    }

    private void write(Notices.Telling telling) {
        for (Channel channel : channels) {
            if (channel.wants(telling.occasion())) {
                Notice notice = telling.told().with(channel.commandCharacters());
                rows.insert(channel.name(), telling.item(), notice, clock.instant());
            }
        }
    }
}

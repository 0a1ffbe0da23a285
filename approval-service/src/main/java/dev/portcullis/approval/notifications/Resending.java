// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.notifications;

import dev.portcullis.approval.changelog.AuditEvent;
import dev.portcullis.approval.changelog.ChangeLog;
import dev.portcullis.approval.identity.Caller;
import dev.portcullis.approval.ocsf.OcsfBodies;
import dev.portcullis.contracts.audit.AuditKind;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/// Has dead messages sent again. Who did is on record, or it is not done.
@Component
final class Resending {

    private final DeliveryRows rows;
    private final ChangeLog changes;
    private final TransactionTemplate transaction;
    private final Clock clock;

    Resending(DeliveryRows rows, ChangeLog changes, TransactionTemplate transaction, Clock clock) {
        this.rows = rows;
        this.changes = changes;
        this.transaction = transaction;
        this.clock = clock;
    }

    /// Whether there was such a dead message.
    boolean resend(UUID message, Caller operator) {
        return Objects.requireNonNull(transaction.execute(status -> {
            boolean dead = rows.revive(message, clock.instant());
            changes.record(new AuditEvent(
                    AuditKind.NOTIFICATION_RESENT,
                    clock.instant(),
                    OcsfBodies.apiActivity(
                            OcsfBodies.Activity.UPDATE,
                            "notifications.resend",
                            operator,
                            "notification",
                            List.of(message.toString()),
                            dead),
                    Map.of("messageId", message.toString())));
            return dead;
        }));
    }
}

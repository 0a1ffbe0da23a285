// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy.feed;

import dev.portcullis.policy.transactions.Transactions;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.springframework.stereotype.Component;

/// The records that wait to be published, oldest first.
@Component
class Outbox {

    private final EntityManager entities;
    private final Transactions transactions;

    Outbox(EntityManager entities, Transactions transactions) {
        this.entities = entities;
        this.transactions = transactions;
    }

    /// Hands the oldest record over and deletes it once `publish` has returned. Several instances take turns: the
    /// record is locked meanwhile. If the process dies in between, the record is published again.
    ///
    /// @return whether there was a record
    public boolean takeOldest(Consumer<OutboxRecord> publish) {
        return transactions.write(() -> {
            List<OutboxRecord> oldest = entities.createQuery(
                            "select r from OutboxRecord r order by r.id", OutboxRecord.class)
                    .setMaxResults(1)
                    .setLockMode(LockModeType.PESSIMISTIC_WRITE)
                    .getResultList();
            oldest.forEach(record -> {
                publish.accept(record);
                entities.remove(record);
            });
            return !oldest.isEmpty();
        });
    }

    /// How many records wait.
    public long size() {
        return transactions.read(
                () -> Optional.ofNullable(entities.createQuery("select count(r) from OutboxRecord r", Long.class)
                                .getSingleResult())
                        .orElse(0L));
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.changelog;

import dev.portcullis.approval.testing.RunningService;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.springframework.transaction.support.TransactionTemplate;

/// Kafka as a publisher may meet it: it fails before, in the middle of and after a delivery, and a process may die
/// between the acknowledgement and its own commit.
public final class SimulatedTopics implements RecordSink, Deliveries {

    private final List<Outbox.Message> delivered = new ArrayList<>();
    private final Random random;
    private final OutboxPublisher publisher;
    private final TransactionTemplate transaction;
    private boolean faulty;

    public SimulatedTopics(RunningService service, Random random) {
        this.random = random;
        this.transaction = service.bean(TransactionTemplate.class);
        this.publisher = new OutboxPublisher(
                service.bean(Outbox.class),
                this,
                service.bean(KafkaProperties.class),
                transaction,
                RunningService.CLOCK,
                new SimpleMeterRegistry());
    }

    /// One round of a publisher that may fail in every way there is.
    @Override
    public void publishWithFaults() {
        faulty = true;
        try {
            transaction.executeWithoutResult(status -> {
                publisher.publishBatch();
                if (random.nextInt(4) == 0) {
                    // Died after the acknowledgement, before the commit.
                    status.setRollbackOnly();
                }
            });
        } catch (KafkaGone | org.springframework.transaction.UnexpectedRollbackException e) {
            abandon();
        }
    }

    /// Publishes everything there is.
    @Override
    public void publishAll() {
        faulty = false;
        while (publisher.publishBatch() > 0) {
            abandon();
        }
    }

    /// What arrived so far, repetitions included.
    @Override
    public List<Outbox.Message> delivered() {
        return List.copyOf(delivered);
    }

    @Override
    public void deliver(List<Outbox.Message> messages) {
        int arriving = faulty && random.nextInt(3) == 0 ? random.nextInt(messages.size() + 1) : messages.size();
        delivered.addAll(messages.subList(0, arriving));
        if (arriving < messages.size() || (faulty && random.nextInt(5) == 0)) {
            throw new KafkaGone();
        }
    }

    @Override
    public void abandon() {}

    private static final class KafkaGone extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }
}

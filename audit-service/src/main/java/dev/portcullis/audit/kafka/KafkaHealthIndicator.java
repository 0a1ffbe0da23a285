// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.kafka;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/// Whether Kafka answers.
@Component
final class KafkaHealthIndicator implements HealthIndicator, DisposableBean {

    private static final int PATIENCE_SECONDS = 2;

    private final Admin admin;

    KafkaHealthIndicator(KafkaClients clients) {
        this.admin = clients.admin();
    }

    @Override
    public Health health() {
        try {
            int nodes = admin.describeCluster()
                    .nodes()
                    .get(PATIENCE_SECONDS, TimeUnit.SECONDS)
                    .size();
            return Health.up().withDetail("nodes", nodes).build();
        } catch (ExecutionException | TimeoutException e) {
            return Health.down().withDetail("reason", "Kafka does not answer").build();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Health.unknown().build();
        }
    }

    @Override
    public void destroy() {
        admin.close();
    }
}

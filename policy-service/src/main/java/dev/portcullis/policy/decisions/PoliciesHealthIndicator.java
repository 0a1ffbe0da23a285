// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy.decisions;

import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.stereotype.Component;

/// Up when this instance can decide, also while the database is away.
@Component
final class PoliciesHealthIndicator extends AbstractHealthIndicator {

    private final PolicySets sets;

    PoliciesHealthIndicator(PolicySets sets) {
        this.sets = sets;
    }

    @Override
    protected void doHealthCheck(Health.Builder builder) {
        if (sets.currentVersion().isPresent()) {
            builder.up();
        } else {
            builder.down();
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy.decisions;

import dev.portcullis.contracts.decision.Decision;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;

/// How many decisions were made, how they ended and how long they took, as `portcullis.policy.decisions`.
@Component
final class DecisionTimers {

    private final MeterRegistry registry;
    private final Map<Decision.Outcome, Timer> byOutcome = new EnumMap<>(Decision.Outcome.class);

    DecisionTimers(MeterRegistry registry, PolicySets sets) {
        this.registry = registry;
        for (Decision.Outcome outcome : Decision.Outcome.values()) {
            byOutcome.put(
                    outcome,
                    Timer.builder("portcullis.policy.decisions")
                            .tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
                            .register(registry));
        }
        registry.gauge(
                "portcullis.policy.version",
                sets,
                loaded -> loaded.currentVersion().orElse(0));
    }

    Decision time(Supplier<Decision> decide) {
        Timer.Sample sample = Timer.start(registry);
        Decision decision = decide.get();
        Timer timer = byOutcome.get(decision.outcome());
        if (timer != null) {
            sample.stop(timer);
        }
        return decision;
    }
}

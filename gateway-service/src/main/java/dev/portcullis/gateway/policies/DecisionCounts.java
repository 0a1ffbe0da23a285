// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.policies;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/// How many questions were answered from memory.
final class DecisionCounts {
    private final Counter known;
    private final Counter asked;

    DecisionCounts(MeterRegistry metrics) {
        this.known = counter(metrics, "hit");
        this.asked = counter(metrics, "miss");
    }

    void known() {
        known.increment();
    }

    void asked() {
        asked.increment();
    }

    private static Counter counter(MeterRegistry metrics, String result) {
        return Counter.builder("portcullis.decisions.cache")
                .description("Decisions looked up in the gateway's memory")
                .tag("result", result)
                .register(metrics);
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.keys;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;
import org.springframework.stereotype.Component;

/// How many keys were issued, refused and ended, and what became of those that were shown. Counted once it has
/// happened.
@Component
final class KeyCounts {
    private final MeterRegistry meters;

    KeyCounts(MeterRegistry meters) {
        this.meters = meters;
        // All there are from the start, so that nobody takes a series that is missing for one that is zero.
        for (NoKey reason : NoKey.values()) {
            refusals(reason);
        }
        issues();
        ends();
        lookUps(true);
        lookUps(false);
    }

    void issued() {
        issues().increment();
    }

    void refused(NoKey reason) {
        refusals(reason).increment();
    }

    void ended(int keys) {
        ends().increment(keys);
    }

    void lookedUp(boolean accepted) {
        lookUps(accepted).increment();
    }

    private Counter issues() {
        return Counter.builder("portcullis.keys.issued")
                .description("Keys issued")
                .register(meters);
    }

    private Counter refusals(NoKey reason) {
        return Counter.builder("portcullis.keys.refused")
                .description("Keys asked for and not issued")
                .tag("reason", reason.word())
                .register(meters);
    }

    private Counter ends() {
        return Counter.builder("portcullis.keys.ended")
                .description("Keys ended before their time")
                .register(meters);
    }

    private Counter lookUps(boolean accepted) {
        return Counter.builder("portcullis.keys.lookups")
                .description("Keys that somebody showed at a connection")
                .tag("result", accepted ? "accepted" : "refused")
                .register(meters);
    }

    /// Why there is none.
    enum NoKey {
        TOKEN_OVER,
        TOO_MANY;

        String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.approvals;

import dev.portcullis.contracts.approval.CallOffRequest;
import dev.portcullis.gateway.access.DependencyUnavailable;
import dev.portcullis.gateway.services.ServiceClient;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Held commands that nobody waits for, of which the approval service may not know that: nobody is to be asked about
/// them. Each is said until it is heard, or until people would no longer be asked anyway.
final class Withdrawals {
    /// With more, the oldest are left to expire.
    static final int MOST_KEPT = 10_000;

    private static final Logger log = LoggerFactory.getLogger(Withdrawals.class);
    private static final int NO_CONTENT = 204;

    private final ServiceClient service;
    private final Clock clock;
    private final SequencedMap<CallOffRequest.Filed, Instant> kept = new LinkedHashMap<>();

    Withdrawals(ServiceClient service, Clock clock) {
        this.service = service;
        this.clock = clock;
    }

    /// Takes one in.
    ///
    /// @param over when people are no longer asked anyway
    synchronized void keep(CallOffRequest.Filed command, Instant over) {
        kept.put(command, over);
        if (kept.size() > MOST_KEPT) {
            kept.pollFirstEntry();
        }
    }

    /// Says all of them, as long as they are heard. May block.
    void send() {
        for (List<CallOffRequest.Filed> next = next(); !next.isEmpty(); next = next()) {
            try {
                int status = service.post("/v1/approvals:withdraw", new CallOffRequest(next))
                        .status();
                if (status != NO_CONTENT) {
                    log.atWarn().addKeyValue("status", status).log("withdrawals not taken");
                    return;
                }
                heard(next);
            } catch (DependencyUnavailable e) {
                log.atDebug().setCause(e).log("withdrawals not heard yet");
                return;
            }
        }
    }

    private synchronized List<CallOffRequest.Filed> next() {
        Instant now = clock.instant();
        kept.values().removeIf(over -> !over.isAfter(now));
        return kept.keySet().stream().limit(CallOffRequest.MOST).toList();
    }

    private synchronized void heard(List<CallOffRequest.Filed> commands) {
        commands.forEach(kept::remove);
    }
}

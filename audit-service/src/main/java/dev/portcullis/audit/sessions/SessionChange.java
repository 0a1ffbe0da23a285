// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.sessions;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What a batch of events adds up to for one session.
final class SessionChange {

    SessionFact.Started start = new SessionFact.Started("", "", "", "", "", "");
    Instant startedAt;

    @Nullable
    Instant endedAt;

    String endReason = "";
    long commands;
    long denied;
    long rows;
    long chunks;

    SessionChange(Instant firstSeen) {
        this.startedAt = firstSeen;
    }

    void add(SessionProjection.Step step) {
        switch (step.fact()) {
            case SessionFact.Started started -> {
                start = started;
                startedAt = step.at();
            }
            case SessionFact.Forwarded _ -> commands++;
            case SessionFact.Refused _ -> denied++;
            case SessionFact.Answered(var count) -> rows += count;
            case SessionFact.Ended(var reason, var recorded) -> {
                endedAt = step.at();
                endReason = reason;
                chunks = recorded;
            }
            case SessionFact.GatewayStarted _ -> {}
            case SessionFact.None _ -> {}
        }
    }
}

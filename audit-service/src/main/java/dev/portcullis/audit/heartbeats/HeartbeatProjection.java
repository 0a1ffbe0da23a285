// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.heartbeats;

import dev.portcullis.audit.log.IntegrityFindings;
import dev.portcullis.audit.log.LogEntry;
import dev.portcullis.audit.log.OwnEvent;
import dev.portcullis.merkle.HeartbeatStatement;
import dev.portcullis.merkle.NoteException;
import dev.portcullis.merkle.VerifierKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/// Takes what gateways say of their sessions, in the transaction that stores the events, if who says it may.
@Component
public final class HeartbeatProjection {

    private static final Logger log = LoggerFactory.getLogger(HeartbeatProjection.class);
    private static final int MOST_NAMED = 50;

    private final LifeTables tables;
    private final IntegrityFindings findings;
    private final List<VerifierKey> keys;

    HeartbeatProjection(GatewayProperties properties, JdbcTemplate jdbc, IntegrityFindings findings) {
        this.tables = new LifeTables(jdbc);
        this.findings = findings;
        this.keys = properties.verifiers();
        if (keys.isEmpty()) {
            log.atWarn().log("no gateway's key is known (portcullis.audit.gateways.keys): heartbeats are refused");
        }
    }

    /// One event, as far as it matters here.
    public record Step(LogEntry entry, GatewayFact fact) {}

    /// What became of the heartbeats among some events.
    ///
    /// @param reports what the log has to say about them
    public record Taken(int accepted, int refused, List<OwnEvent> reports) {}

    private record Refused(LogEntry entry, String gateway, String why) {}

    /// Applies new events, in their order. Those that a heartbeat may name must be stored by then.
    public Taken apply(List<Step> steps) {
        int accepted = 0;
        List<Refused> refused = new ArrayList<>();
        for (Step step : steps) {
            switch (step.fact()) {
                case GatewayFact.Started(var gateway) -> tables.started(gateway, step.entry());
                case GatewayFact.Beat beat -> {
                    try {
                        HeartbeatStatement said = verified(step.entry(), beat);
                        tables.heard(said);
                        tables.claim(said, step.entry().eventId());
                        accepted++;
                    } catch (NoteException e) {
                        refused.add(new Refused(step.entry(), beat.gateway(), String.valueOf(e.getMessage())));
                    }
                }
                case GatewayFact.None _ -> {
                    // Most events.
                }
            }
        }
        return new Taken(accepted, refused.size(), refused.isEmpty() ? List.of() : List.of(finding(refused)));
    }

    private HeartbeatStatement verified(LogEntry entry, GatewayFact.Beat beat) throws NoteException {
        if (beat.statement().isEmpty()) {
            throw new NoteException("it is not signed");
        }
        HeartbeatStatement said = HeartbeatStatement.open(beat.statement(), keys);
        // Good for this event only: one that was heard before says nothing when it is said again.
        var here = new HeartbeatStatement.Place(
                entry.chainId(), entry.seq(), entry.prev(), entry.occurredAt().toEpochMilli());
        if (!said.place().equals(here)) {
            throw new NoteException("what is signed is of another event");
        }
        if (!said.gateway().equals(beat.gateway())) {
            throw new NoteException("what is signed is of another gateway");
        }
        return said;
    }

    /// One for all of a batch: a flood of them must not become a flood of two.
    private OwnEvent finding(List<Refused> refused) {
        Refused first = refused.getFirst();
        log.atWarn()
                .addKeyValue("gateway", first.gateway())
                .addKeyValue("why", first.why())
                .log("heartbeats refused");
        return findings.finding(
                "heartbeat-refused",
                refused.size() + " heartbeat(s) refused; the first, of gateway " + first.gateway() + ": " + first.why(),
                Map.of(
                        "heartbeatGateway", first.gateway(),
                        "chain", first.entry().chainId(),
                        "count", refused.size(),
                        "reason", first.why()),
                refused.stream()
                        .limit(MOST_NAMED)
                        .map(one -> one.entry().eventId())
                        .toList());
    }
}

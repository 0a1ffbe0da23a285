// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.log;

import dev.portcullis.contracts.identity.ServiceSubjects;
import dev.portcullis.merkle.ChainHead;
import dev.portcullis.merkle.Salt;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/// The chain of the events this service writes itself. One chain for all its instances: whoever links holds the lock of
/// the tree.
@Component
public final class OwnChain {

    /// The chain id. No event that comes from elsewhere may carry it.
    public static final String ID = ServiceSubjects.AUDIT;

    private static final String SOURCE = "audit-service";

    private final EventTable events;
    private final JsonMapper json;
    private final EventIds ids;
    private final Clock clock;

    OwnChain(EventTable events, JsonMapper json, EventIds ids, Clock clock) {
        this.events = events;
        this.json = json;
        this.ids = ids;
        this.clock = clock;
    }

    /// Turns reports into events that continue the chain. Only to be called with the tree locked.
    List<LogEntry> link(List<OwnEvent> reports) {
        List<LogEntry> linked = new ArrayList<>();
        if (reports.isEmpty()) {
            return linked;
        }
        ChainHead head = events.heads(List.of(ID)).getOrDefault(ID, ChainHead.START);
        for (OwnEvent report : reports) {
            LogEntry entry = next(head, report);
            linked.add(entry);
            head = new ChainHead(entry.seq(), entry.body().digest());
        }
        return linked;
    }

    private LogEntry next(ChainHead head, OwnEvent report) {
        String id = ids.next();
        // No finer than the event itself says it.
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        long seq = head.seq() + 1;
        byte[] bytes = json.writeValueAsBytes(document(id, seq, head, now, report));
        int classUid = (Integer) Objects.requireNonNull(report.body().get("class_uid"), "an event has a class");
        return new LogEntry(
                id,
                ID,
                seq,
                head.digest(),
                report.kind().word(),
                classUid,
                now,
                EventBytes.of(bytes),
                Salt.fresh(),
                SOURCE);
    }

    private static Map<String, Object> document(String id, long seq, ChainHead head, Instant now, OwnEvent report) {
        Map<String, Object> portcullis = new LinkedHashMap<>();
        portcullis.put("kind", report.kind().word());
        portcullis.put("prev", head.digest().hex());
        portcullis.putAll(report.unmapped());
        Map<String, Object> event = new LinkedHashMap<>();
        event.put(
                "metadata",
                Map.of(
                        "version",
                        "1.8.0",
                        "uid",
                        id,
                        "sequence",
                        seq,
                        "correlation_uid",
                        ID,
                        "log_name",
                        "portcullis.audit",
                        "profiles",
                        List.of("security_control"),
                        "product",
                        Map.of("name", "Portcullis", "vendor_name", "portcullis.dev", "uid", ID)));
        event.put("time", now.toEpochMilli());
        event.putAll(report.body());
        event.put("unmapped", Map.of("portcullis", portcullis));
        return event;
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.ingest;

import dev.portcullis.audit.heartbeats.HeartbeatProjection;
import dev.portcullis.audit.log.EventTable;
import dev.portcullis.audit.log.LogEntry;
import dev.portcullis.audit.log.OwnEvent;
import dev.portcullis.audit.log.TransparencyLog;
import dev.portcullis.audit.recordings.RecordingTable;
import dev.portcullis.audit.sessions.SessionProjection;
import dev.portcullis.audit.targets.TargetFact;
import dev.portcullis.audit.targets.TargetProjection;
import dev.portcullis.merkle.LeafEntry;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/// Stores what one poll brought: events, leaves, recordings, findings, sessions and offsets in one
/// transaction, all of it or nothing. Exactly once follows from that and from the unique event id, not from
/// Kafka.
@Component
class Ingestion {

    /// What became of a batch.
    ///
    /// @param fresh the events that were not stored before
    record Stored(List<Reading.Event> fresh, int quarantined, int heartbeats, int refusedHeartbeats) {}

    private final EventReader reader;
    private final OffsetTable offsets;
    private final EventTable events;
    private final DeviationTables deviations;
    private final RecordingTable recordings;
    private final SessionProjection sessions;
    private final TargetProjection targets;
    private final HeartbeatProjection heartbeats;
    private final TransparencyLog log;
    private final Findings findings;
    private final TransactionTemplate transaction;

    @SuppressWarnings("checkstyle:ParameterNumber") // this is the place where all the tables come together
    Ingestion(
            EventReader reader,
            OffsetTable offsets,
            EventTable events,
            DeviationTables deviations,
            RecordingTable recordings,
            SessionProjection sessions,
            TargetProjection targets,
            HeartbeatProjection heartbeats,
            TransparencyLog log,
            Findings findings,
            TransactionTemplate transaction) {
        this.reader = reader;
        this.offsets = offsets;
        this.events = events;
        this.deviations = deviations;
        this.recordings = recordings;
        this.sessions = sessions;
        this.targets = targets;
        this.heartbeats = heartbeats;
        this.log = log;
        this.findings = findings;
        this.transaction = transaction;
    }

    Stored ingest(Iterable<ConsumerRecord<String, byte[]>> delivered, List<OffsetTable.Move> moves) {
        Batch batch = Batch.of(delivered, reader);
        try {
            return Objects.requireNonNull(transaction.execute(_ -> store(batch, moves, this::addAll)));
        } catch (DuplicateKeyException e) {
            // Something in it is stored already: a gateway sent again what its journal held. Nothing of the batch was
            // kept; each event is looked at now.
            return Objects.requireNonNull(transaction.execute(_ -> store(batch, moves, events::insert)));
        }
    }

    private Set<String> addAll(Collection<LogEntry> candidates) {
        events.add(candidates);
        return candidates.stream().map(LogEntry::eventId).collect(Collectors.toSet());
    }

    /// @param inserting stores events and says the ids of those that were not stored before
    private Stored store(
            Batch batch, List<OffsetTable.Move> moves, Function<Collection<LogEntry>, Set<String>> inserting) {
        // First, so that whoever has lost its partitions stops here, before it has touched anything.
        offsets.advance(moves);
        List<OwnEvent> reports = new ArrayList<>();
        List<Reading.Event> fresh = storeEvents(batch, inserting, reports);
        List<Reading.Unreadable> unreadable = unreadable(batch);
        RecordingTable.Added chunks = recordings.insert(batch.chunks);
        chunks.conflicting().forEach(chunk -> reports.add(findings.conflictingChunk(chunk)));
        List<LeafEntry> leaves = new ArrayList<>();
        fresh.forEach(event -> leaves.add(event.entry().leaf()));
        quarantine(unreadable, reports).forEach(entry -> leaves.add(entry.leaf()));
        leaves.addAll(chunks.fresh());
        sessions.apply(fresh.stream()
                .map(event -> new SessionProjection.Step(
                        event.entry().chainId(), event.entry().occurredAt(), event.fact()))
                .toList());
        targets.apply(fresh.stream()
                .map(event -> new TargetProjection.Step(
                        event.entry().chainId(), event.entry().eventId(), event.target()))
                .toList());
        HeartbeatProjection.Taken taken = heartbeats.apply(fresh.stream()
                .map(event -> new HeartbeatProjection.Step(event.entry(), event.gateway()))
                .toList());
        reports.addAll(taken.reports());
        log.append(leaves, reports);
        return new Stored(fresh, unreadable.size(), taken.accepted(), taken.refused());
    }

    private List<Reading.Event> storeEvents(
            Batch batch, Function<Collection<LogEntry>, Set<String>> inserting, List<OwnEvent> reports) {
        List<LogEntry> candidates = batch.entries();
        ChainWatch watch = new ChainWatch(
                events.heads(candidates.stream().map(LogEntry::chainId).collect(Collectors.toSet())), findings);
        Set<String> inserted = inserting.apply(candidates);
        List<Reading.Event> fresh = new ArrayList<>();
        List<LogEntry> known = new ArrayList<>(batch.conflicting);
        for (Reading.Event event : batch.events.values()) {
            if (inserted.contains(event.entry().eventId())) {
                fresh.add(event);
                watch.follow(event.entry()).ifPresent(reports::add);
                if (event.target() instanceof TargetFact.Blind blind) {
                    reports.add(findings.blind(event.entry(), blind));
                }
                if (event.unrecorded() > 0) {
                    reports.add(findings.unrecorded(event.entry(), event.unrecorded()));
                }
            } else {
                known.add(event.entry());
            }
        }
        reportConflicts(known, reports);
        return fresh;
    }

    private void reportConflicts(List<LogEntry> known, List<OwnEvent> reports) {
        Map<String, EventTable.Known> stored =
                events.known(known.stream().map(LogEntry::eventId).collect(Collectors.toSet()));
        for (LogEntry entry : known) {
            EventTable.Known first = stored.get(entry.eventId());
            if (first != null && !first.mayBe(entry.body()) && deviations.keepConflict(entry)) {
                reports.add(findings.conflicting(entry, first.digest()));
            }
        }
    }

    private List<Reading.Unreadable> unreadable(Batch batch) {
        List<Reading.Unreadable> unreadable = new ArrayList<>(batch.unreadable);
        Map<String, EventTable.Known> own = events.known(
                batch.foreignOwn.keySet().stream().map(LogEntry::eventId).collect(Collectors.toSet()));
        batch.foreignOwn.forEach((entry, delivered) -> {
            // Our own events may come back to us over Kafka; nobody else's come in under our name.
            EventTable.Known stored = own.get(entry.eventId());
            if (stored == null || !stored.mayBe(entry.body())) {
                unreadable.add(reader.unreadable(delivered, "claims the chain of the audit service"));
            }
        });
        return unreadable;
    }

    private List<LogEntry> quarantine(List<Reading.Unreadable> unreadable, List<OwnEvent> reports) {
        if (unreadable.isEmpty()) {
            return List.of();
        }
        List<LogEntry> entries =
                unreadable.stream().map(Reading.Unreadable::entry).toList();
        Set<String> inserted = events.insert(entries);
        deviations.quarantine(unreadable);
        reports.add(findings.unreadable(unreadable));
        return entries.stream()
                .filter(entry -> inserted.contains(entry.eventId()))
                .toList();
    }
}

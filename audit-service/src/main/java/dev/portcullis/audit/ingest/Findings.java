// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.ingest;

import dev.portcullis.audit.log.IntegrityFindings;
import dev.portcullis.audit.log.LogEntry;
import dev.portcullis.audit.log.OwnEvent;
import dev.portcullis.audit.recordings.Chunk;
import dev.portcullis.audit.targets.TargetFact;
import dev.portcullis.merkle.ChainHead;
import dev.portcullis.merkle.Digest;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/// Words what is wrong with what arrived.
@Component
final class Findings {

    private final IntegrityFindings findings;

    Findings(IntegrityFindings findings) {
        this.findings = findings;
    }

    OwnEvent missing(LogEntry at, ChainHead.Step.Missing gap) {
        return finding(
                "sequence-gap",
                "Events " + gap.expected() + " to " + (gap.found() - 1) + " of chain " + at.chainId() + " are missing",
                at,
                Map.of("chain", at.chainId(), "expected", gap.expected(), "found", gap.found()));
    }

    OwnEvent repeated(LogEntry at, ChainHead.Step.Repeated repeated) {
        return finding(
                "sequence-repeated",
                "Number " + repeated.found() + " of chain " + at.chainId() + " was used before",
                at,
                Map.of("chain", at.chainId(), "expected", repeated.expected(), "found", repeated.found()));
    }

    OwnEvent unlinked(LogEntry at, ChainHead.Step.Unlinked unlinked) {
        return finding(
                "broken-link",
                "Event " + at.seq() + " of chain " + at.chainId() + " was made after another event than the one stored",
                at,
                Map.of(
                        "chain", at.chainId(),
                        "expected", unlinked.expected().hex(),
                        "found", unlinked.found().hex()));
    }

    /// The producer says itself that it could not record everything.
    OwnEvent unrecorded(LogEntry at, long count) {
        return finding(
                "events-unrecorded",
                count + " event(s) of chain " + at.chainId() + " before number " + at.seq() + " could not be recorded",
                at,
                Map.of("chain", at.chainId(), "count", count));
    }

    OwnEvent conflicting(LogEntry other, Digest stored) {
        return finding(
                "conflicting-event",
                "Event " + other.eventId() + " arrived again with other bytes",
                other,
                Map.of(
                        "chain", other.chainId(),
                        "expected", stored.hex(),
                        "found", other.body().digest().hex()));
    }

    OwnEvent conflictingChunk(Chunk other) {
        return finding(
                "conflicting-recording",
                "Recording chunk " + other.chunkId() + " arrived again with other bytes",
                // No digest: it would be one of what was recorded, and outlive an erasure.
                Map.of("chain", other.sessionId(), "chunk", other.number()),
                List.of());
    }

    /// One finding for all unreadable records of a batch: a flood of them must not become a flood of two.
    OwnEvent unreadable(List<Reading.Unreadable> records) {
        Reading.Unreadable first = records.getFirst();
        return finding(
                "unreadable-record",
                records.size() + " record(s) could not be read as what they should be; the first: " + first.reason(),
                first.entry(),
                Map.of("source", first.entry().source(), "count", records.size()));
    }

    /// A gateway could not look at a target: who goes past the gateways there now goes unseen.
    OwnEvent blind(LogEntry at, TargetFact.Blind blind) {
        return finding(
                "observation-failed",
                "Sessions at " + (blind.address().isEmpty() ? "a target" : blind.address()) + " could not be seen: "
                        + blind.why(),
                at,
                Map.of("connection", blind.connection(), "targetAddress", blind.address()));
    }

    /// Kafka no longer has what was not read yet.
    OwnEvent lost(String topic, int partition, long expected, long found) {
        return finding(
                "records-lost",
                "Kafka's records from " + expected + " on in " + topic + "/" + partition
                        + " were gone before they were read",
                Map.of("source", topic + "/" + partition, "expected", expected, "found", found),
                List.of());
    }

    private OwnEvent finding(String type, String title, LogEntry about, Map<String, Object> unmapped) {
        return finding(type, title, unmapped, List.of(about.eventId()));
    }

    private OwnEvent finding(String type, String title, Map<String, Object> unmapped, List<String> relatedEvents) {
        return findings.finding(type, title, unmapped, relatedEvents);
    }
}

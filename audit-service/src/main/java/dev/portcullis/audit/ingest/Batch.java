// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.ingest;

import dev.portcullis.audit.log.LogEntry;
import dev.portcullis.audit.log.OwnChain;
import dev.portcullis.audit.recordings.Chunk;
import dev.portcullis.contracts.Topics;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/// What one poll brought, read and sorted, before anything is stored.
final class Batch {

    /// Events by id, in the order they came.
    final Map<String, Reading.Event> events = new LinkedHashMap<>();

    /// Events whose id another event of this batch has, with other bytes.
    final List<LogEntry> conflicting = new ArrayList<>();

    /// Events from outside that carry the chain id of this very service, with the records they came in.
    final Map<LogEntry, ConsumerRecord<String, byte[]>> foreignOwn = new LinkedHashMap<>();

    final List<Reading.Unreadable> unreadable = new ArrayList<>();
    final List<Chunk> chunks = new ArrayList<>();

    private Batch() {}

    static Batch of(Iterable<ConsumerRecord<String, byte[]>> delivered, EventReader reader) {
        Batch batch = new Batch();
        for (ConsumerRecord<String, byte[]> one : delivered) {
            if (one.topic().equals(Topics.RECORDING)) {
                batch.addChunk(one, reader);
            } else {
                batch.addEvent(one, reader);
            }
        }
        return batch;
    }

    private void addEvent(ConsumerRecord<String, byte[]> delivered, EventReader reader) {
        switch (reader.read(delivered)) {
            case Reading.Unreadable unread -> unreadable.add(unread);
            case Reading.Event event
            when event.entry().chainId().equals(OwnChain.ID) -> foreignOwn.put(event.entry(), delivered);
            case Reading.Event event -> {
                Reading.Event known = events.putIfAbsent(event.entry().eventId(), event);
                if (known != null
                        && !known.entry()
                                .body()
                                .digest()
                                .equals(event.entry().body().digest())) {
                    conflicting.add(event.entry());
                }
            }
        }
    }

    private void addChunk(ConsumerRecord<String, byte[]> delivered, EventReader reader) {
        Chunk.read(delivered)
                .ifPresentOrElse(
                        chunks::add,
                        () -> unreadable.add(reader.unreadable(delivered, "not a numbered recording chunk")));
    }

    List<LogEntry> entries() {
        return events.values().stream().map(Reading.Event::entry).toList();
    }
}

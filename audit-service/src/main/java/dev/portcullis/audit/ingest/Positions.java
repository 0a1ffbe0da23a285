// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.ingest;

import dev.portcullis.audit.log.TransparencyLog;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.springframework.transaction.support.TransactionTemplate;

/// Where one consumer stands in the partitions it owns. The database says where to start, Kafka only who may.
final class Positions implements ConsumerRebalanceListener {

    private final Consumer<String, byte[]> consumer;
    private final OffsetTable offsets;
    private final TransparencyLog log;
    private final Findings findings;
    private final TransactionTemplate transaction;
    private final Map<TopicPartition, OffsetTable.Position> owned = new HashMap<>();

    Positions(
            Consumer<String, byte[]> consumer,
            OffsetTable offsets,
            TransparencyLog log,
            Findings findings,
            TransactionTemplate transaction) {
        this.consumer = consumer;
        this.offsets = offsets;
        this.log = log;
        this.findings = findings;
        this.transaction = transaction;
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
        Map<TopicPartition, Long> begins = consumer.beginningOffsets(partitions);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        for (TopicPartition partition : partitions) {
            long begin = Objects.requireNonNull(begins.get(partition));
            long end = Objects.requireNonNull(ends.get(partition));
            OffsetTable.Position position =
                    Objects.requireNonNull(transaction.execute(_ -> claim(partition, begin, end)));
            owned.put(partition, position);
            consumer.seek(partition, position.next());
        }
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
        // Every batch is stored before the next poll, so nothing is under way here.
        partitions.forEach(owned::remove);
    }

    private OffsetTable.Position claim(TopicPartition partition, long begin, long end) {
        OffsetTable.Position stored = offsets.claim(partition.topic(), partition.partition(), begin);
        if (stored.next() >= begin && stored.next() <= end) {
            return stored;
        }
        // Retention was faster than we were, or the topic is another one of the same name. Either way somebody has to
        // know.
        offsets.advance(List.of(
                new OffsetTable.Move(partition.topic(), partition.partition(), stored.next(), begin, stored.epoch())));
        log.append(List.of(), List.of(findings.lost(partition.topic(), partition.partition(), stored.next(), begin)));
        return new OffsetTable.Position(begin, stored.epoch());
    }

    /// The steps that storing these records means.
    List<OffsetTable.Move> moves(ConsumerRecords<String, byte[]> delivered) {
        List<OffsetTable.Move> moves = new ArrayList<>();
        for (TopicPartition partition : delivered.partitions()) {
            List<ConsumerRecord<String, byte[]>> records = delivered.records(partition);
            OffsetTable.Position position =
                    Objects.requireNonNull(owned.get(partition), "records of a partition that is not ours");
            moves.add(new OffsetTable.Move(
                    partition.topic(),
                    partition.partition(),
                    position.next(),
                    records.getLast().offset() + 1,
                    position.epoch()));
        }
        return moves;
    }

    /// They are stored.
    void moved(List<OffsetTable.Move> moves) {
        moves.forEach(move -> owned.put(
                new TopicPartition(move.topic(), move.partition()),
                new OffsetTable.Position(move.next(), move.epoch())));
    }
}

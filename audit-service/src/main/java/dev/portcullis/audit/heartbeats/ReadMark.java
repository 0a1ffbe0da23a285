// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.heartbeats;

import dev.portcullis.audit.kafka.KafkaClients;
import dev.portcullis.contracts.Topics;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/// Up to when the log has everything that was in Kafka's audit topic, whichever instances read it. For
/// whoever has to know that what is not stored is not only late.
@Component
final class ReadMark implements DisposableBean {

    private final KafkaClients clients;
    private final JdbcTemplate jdbc;
    private @Nullable Admin admin;
    private @Nullable Ends ahead;

    private record Ends(Instant at, Map<Integer, Long> offsets) {}

    ReadMark(KafkaClients clients, JdbcTemplate jdbc) {
        this.clients = clients;
        this.jdbc = jdbc;
    }

    /// A moment up to which all that had arrived in the topic is stored, if one was reached since the
    /// last call.
    ///
    /// @param now what time it is, by the clock that the answer is compared by
    /// @throws KafkaException Kafka does not say how much there is
    synchronized Optional<Instant> completeUpTo(Supplier<Instant> now) {
        Ends mark = ahead;
        if (mark == null) {
            Instant at = now.get();
            mark = new Ends(at, ends());
            ahead = mark;
        }
        if (!isReached(mark)) {
            return Optional.empty();
        }
        ahead = null;
        return Optional.of(mark.at());
    }

    private boolean isReached(Ends mark) {
        Map<Integer, Long> read = new HashMap<>();
        jdbc.query(
                "SELECT partition, next_offset FROM kafka_offset WHERE topic = ?",
                row -> {
                    read.put(row.getInt(1), row.getLong(2));
                },
                Topics.AUDIT);
        return mark.offsets().entrySet().stream()
                .allMatch(end -> read.getOrDefault(end.getKey(), 0L) >= end.getValue());
    }

    private Map<Integer, Long> ends() {
        Admin kafka = admin == null ? clients.admin() : admin;
        admin = kafka;
        var topic = await(kafka.describeTopics(List.of(Topics.AUDIT)).allTopicNames())
                .get(Topics.AUDIT);
        if (topic == null) {
            throw new KafkaException("there is no topic " + Topics.AUDIT);
        }
        Map<TopicPartition, OffsetSpec> latest = topic.partitions().stream()
                .collect(Collectors.toMap(
                        partition -> new TopicPartition(Topics.AUDIT, partition.partition()),
                        _ -> OffsetSpec.latest()));
        return await(kafka.listOffsets(latest).all()).entrySet().stream()
                .collect(Collectors.toMap(
                        end -> end.getKey().partition(), end -> end.getValue().offset()));
    }

    private static <T> T await(KafkaFuture<T> answer) {
        try {
            return answer.get();
        } catch (ExecutionException e) {
            throw new KafkaException("Kafka does not say how much there is", e.getCause());
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    @Override
    public synchronized void destroy() {
        if (admin != null) {
            admin.close();
        }
    }
}

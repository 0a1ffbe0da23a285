// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.changelog;

import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/// The records of committed changes, in the order of their commits.
@Component
public final class Outbox {

    private static final TypeReference<Map<String, String>> HEADERS = new TypeReference<>() {};

    private final JdbcClient jdbc;
    private final JsonMapper json;

    Outbox(JdbcClient jdbc, JsonMapper json) {
        this.jdbc = jdbc;
        this.json = json;
    }

    /// One record. Its text is what Kafka is given, byte for byte.
    ///
    /// @param id rises with every commit
    /// @param topic where it goes
    /// @param key the record's key
    /// @param headers the record's headers
    /// @param value the record's value, UTF-8
    public record Message(long id, String topic, String key, Map<String, String> headers, String value) {}

    /// Makes this transaction the only publisher until it ends; false if another one is.
    boolean lead() {
        return jdbc.sql("SELECT true FROM outbox_leader FOR UPDATE SKIP LOCKED")
                .query(Boolean.class)
                .optional()
                .isPresent();
    }

    List<Message> unpublished(int limit) {
        return jdbc.sql("SELECT * FROM outbox WHERE published_at IS NULL ORDER BY id LIMIT ?")
                .param(limit)
                .query((row, number) -> message(row))
                .list();
    }

    void published(List<Message> messages, Instant at) {
        jdbc.sql("UPDATE outbox SET published_at = ? WHERE id = ANY (?)")
                .params(Timestamp.from(at), messages.stream().map(Message::id).toArray(Long[]::new))
                .update();
    }

    int forgetPublishedBefore(Instant time) {
        return jdbc.sql("DELETE FROM outbox WHERE published_at < ?")
                .param(Timestamp.from(time))
                .update();
    }

    /// How many records wait to be published.
    public long backlog() {
        return jdbc.sql("SELECT count(*) FROM outbox WHERE published_at IS NULL")
                .query(Long.class)
                .single();
    }

    /// The id of the newest record of all; 0 before the first.
    public long newest() {
        return jdbc.sql("SELECT coalesce(max(id), 0) FROM outbox")
                .query(Long.class)
                .single();
    }

    /// Records of one topic after the given id, oldest first.
    public List<Message> after(long id, String topic, int limit) {
        return after(id, Set.of(topic), limit);
    }

    /// Records of these topics after the given id, oldest first.
    public List<Message> after(long id, Set<String> topics, int limit) {
        return jdbc.sql("SELECT * FROM outbox WHERE topic = ANY (?) AND id > ? ORDER BY id LIMIT ?")
                .params(topics.toArray(String[]::new), id, limit)
                .query((row, number) -> message(row))
                .list();
    }

    private Message message(ResultSet row) throws SQLException {
        return new Message(
                row.getLong("id"),
                row.getString("topic"),
                row.getString("record_key"),
                json.readValue(row.getString("headers"), HEADERS),
                new String(row.getBytes("value"), StandardCharsets.UTF_8));
    }
}

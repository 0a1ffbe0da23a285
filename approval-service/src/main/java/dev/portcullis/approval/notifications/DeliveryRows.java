// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.notifications;

import dev.portcullis.approval.changelog.TimeOrderedIds;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/// The messages that are to be sent, were sent, or could not be.
@Component
class DeliveryRows {

    /// Where a message stands.
    enum State {
        WAITING,
        DELIVERED,
        DEAD
    }

    /// A message that is being tried.
    ///
    /// @param id the same at every attempt, so that who gets it twice can tell
    /// @param attempt the number of this attempt
    record Message(UUID id, Notice notice, int attempt) {}

    /// A message as operators see it: what became of it, not what it says.
    ///
    /// @param id the message's id
    /// @param channel the channel's name
    /// @param occasion why it was written
    /// @param item the approval or grant it is about
    /// @param state where it stands
    /// @param attempts how often it was tried
    /// @param error what the last attempt met; empty if nothing
    /// @param createdAt when it was written
    /// @param nextAt not tried again before; null unless it waits
    record Delivery(
            UUID id,
            String channel,
            Occasion occasion,
            UUID item,
            State state,
            int attempts,
            String error,
            Instant createdAt,
            @Nullable Instant nextAt) {}

    private static final UUID AFTER_ALL = new UUID(-1, -1);

    private final JdbcClient jdbc;
    private final JsonMapper json;

    DeliveryRows(JdbcClient jdbc, JsonMapper json) {
        this.jdbc = jdbc;
        this.json = json;
    }

    /// Adds a message; a second reminder of the same to the same channel is none.
    void insert(String channel, UUID item, Notice notice, Instant now) {
        jdbc.sql("""
                        INSERT INTO delivery (id, channel, occasion, item, notice, state, created_at, next_at)
                        VALUES (?, ?, ?, ?, ?, 'WAITING', ?, ?) ON CONFLICT DO NOTHING""")
                .params(
                        TimeOrderedIds.at(now),
                        channel,
                        notice.occasion().name(),
                        item,
                        json.writeValueAsString(notice),
                        Timestamp.from(now),
                        Timestamp.from(now))
                .update();
    }

    /// Takes the next message of a channel that is due, and counts the attempt before it is made. Two instances never
    /// take the same one; if who took it dies over it, others may from the given time on.
    Optional<Message> take(String channel, Instant now, Instant othersFrom) {
        return jdbc.sql("""
                        UPDATE delivery SET attempts = attempts + 1, next_at = ?
                        WHERE id = (SELECT id FROM delivery WHERE channel = ? AND state = 'WAITING' AND next_at <= ?
                                    ORDER BY next_at, id LIMIT 1 FOR UPDATE SKIP LOCKED)
                        RETURNING id, notice, attempts""")
                .params(Timestamp.from(othersFrom), channel, Timestamp.from(now))
                .query((row, number) -> new Message(
                        row.getObject("id", UUID.class),
                        json.readValue(row.getString("notice"), Notice.class),
                        row.getInt("attempts")))
                .optional();
    }

    void delivered(Message message) {
        jdbc.sql("UPDATE delivery SET state = 'DELIVERED', error = '' WHERE id = ?")
                .param(message.id())
                .update();
    }

    /// It failed and is tried again. Says nothing if somebody else has taken it over.
    void failed(Message message, String error, Instant next) {
        jdbc.sql("UPDATE delivery SET error = ?, next_at = ? WHERE id = ? AND attempts = ? AND state = 'WAITING'")
                .params(error, Timestamp.from(next), message.id(), message.attempt())
                .update();
    }

    /// It failed for the last time.
    void died(Message message, String error) {
        jdbc.sql("UPDATE delivery SET error = ?, state = 'DEAD' WHERE id = ? AND attempts = ? AND state = 'WAITING'")
                .params(error, message.id(), message.attempt())
                .update();
    }

    /// Has a dead one sent again, with all its attempts; false if there is none.
    boolean revive(UUID id, Instant now) {
        return jdbc.sql(
                                "UPDATE delivery SET state = 'WAITING', attempts = 0, next_at = ? WHERE id = ? AND state = 'DEAD'")
                        .params(Timestamp.from(now), id)
                        .update()
                == 1;
    }

    /// Messages in one state, newest first, older than the given one.
    List<Delivery> list(State state, @Nullable UUID before, int limit) {
        return jdbc.sql("""
                        SELECT * FROM delivery WHERE state = ? AND id < ? ORDER BY id DESC LIMIT ?""")
                .params(state.name(), before == null ? AFTER_ALL : before, limit)
                .query(DeliveryRows::read)
                .list();
    }

    long count(State state) {
        return jdbc.sql("SELECT count(*) FROM delivery WHERE state = ?")
                .param(state.name())
                .query(Long.class)
                .single();
    }

    int forgetBefore(Instant time) {
        return jdbc.sql("DELETE FROM delivery WHERE state <> 'WAITING' AND created_at < ?")
                .param(Timestamp.from(time))
                .update();
    }

    private static Delivery read(ResultSet row, int number) throws SQLException {
        State state = State.valueOf(row.getString("state"));
        return new Delivery(
                row.getObject("id", UUID.class),
                row.getString("channel"),
                Occasion.valueOf(row.getString("occasion")),
                row.getObject("item", UUID.class),
                state,
                row.getInt("attempts"),
                row.getString("error"),
                row.getTimestamp("created_at").toInstant(),
                state == State.WAITING ? row.getTimestamp("next_at").toInstant() : null);
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.search;

import dev.portcullis.audit.search.CommandQuery.Outcome;
import dev.portcullis.audit.web.Cursor;
import dev.portcullis.contracts.audit.AuditKind;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.PreparedStatementCreator;
import org.springframework.jdbc.core.ResultSetExtractor;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Looks through the log itself, newest first: what is found is what was logged, of any age, and storing events costs
/// nothing more. Who, where and when are columns; the rest is read out of the events, a bounded number at a time.
@Component
class CommandSearch {

    /// Events looked at for one answer.
    static final int MOST_LOOKED_AT = 20_000;

    /// An event takes up to a megabyte, and whoever sends commands decides how large theirs are.
    private static final int FETCHED_AT_ONCE = 20;
    private static final long LEAST_MILLIS = 500;
    private static final int MAX_TEXT = 1_000;
    private static final int MOST_NAMES = 50;

    private static final String SELECT = """
            SELECT e.event_id, e.chain_id, e.kind, e.occurred_at, e.body, s.subject, s.connection
            FROM event AS e JOIN session AS s ON s.id = e.chain_id
            WHERE e.kind IN ('command.intent', 'command.refused') AND e.kind = ANY (?)
              AND e.occurred_at >= ? AND (e.occurred_at, e.event_id) < (?, ?)
              AND (? = '' OR s.subject = ?) AND (? = '' OR s.connection = ?)
            ORDER BY e.occurred_at DESC, e.event_id DESC LIMIT ?""";

    private final JdbcTemplate jdbc;
    private final TransactionTemplate transaction;
    private final JsonMapper json;
    private final SearchProperties properties;
    private final Clock clock;

    CommandSearch(
            JdbcTemplate jdbc,
            TransactionTemplate transaction,
            JsonMapper json,
            SearchProperties properties,
            Clock clock) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.json = json;
        this.properties = properties;
        this.clock = clock;
    }

    /// @param before where the page before ended; null for the first page
    /// @param limit most items
    /// @throws SearchCutException if the time is over before the page is full or the period looked through
    CommandPage find(CommandQuery query, @Nullable Cursor before, int limit) {
        Looked looked = new Looked(query, before, clock.instant().plus(properties.within()));
        ResultSetExtractor<CommandPage> collect = rows -> collect(rows, looked, limit);
        PreparedStatementCreator select = connection -> select(connection, query, before);
        try {
            // In a transaction, because only there does the driver fetch a result piece by piece.
            return Objects.requireNonNull(transaction.execute(_ -> {
                // 0 would mean: for ever.
                jdbc.execute("SET LOCAL statement_timeout = "
                        + Math.max(properties.within().toMillis(), LEAST_MILLIS));
                return jdbc.query(select, collect);
            }));
        } catch (QueryTimeoutException e) {
            throw looked.cut();
        }
    }

    /// How far a search has come.
    private static final class Looked {
        private final CommandQuery query;
        private final Instant deadline;
        private final List<FoundCommand> found = new ArrayList<>();
        private @Nullable Cursor last;
        private int events;

        Looked(CommandQuery query, @Nullable Cursor before, Instant deadline) {
            this.query = query;
            this.deadline = deadline;
            this.last = before;
        }

        /// What was found, and where to go on.
        CommandPage page() {
            Cursor place = last == null ? new Cursor(query.until().toEpochMilli(), "") : last;
            return new CommandPage(found, Instant.ofEpochMilli(place.number()), place.text());
        }

        SearchCutException cut() {
            return new SearchCutException(page());
        }
    }

    private static PreparedStatement select(Connection connection, CommandQuery query, @Nullable Cursor before)
            throws SQLException {
        PreparedStatement select = connection.prepareStatement(SELECT);
        select.setFetchSize(FETCHED_AT_ONCE);
        select.setArray(1, connection.createArrayOf("text", kinds(query.outcome())));
        select.setTimestamp(2, Timestamp.from(query.since()));
        select.setTimestamp(3, Timestamp.from(before == null ? query.until() : Instant.ofEpochMilli(before.number())));
        select.setString(4, before == null ? "" : before.id());
        select.setString(5, query.identity());
        select.setString(6, query.identity());
        select.setString(7, query.connection());
        select.setString(8, query.connection());
        select.setInt(9, MOST_LOOKED_AT + 1);
        return select;
    }

    private static String[] kinds(@Nullable Outcome outcome) {
        String forwarded = AuditKind.COMMAND_INTENT.word();
        String refused = AuditKind.COMMAND_REFUSED.word();
        return switch (outcome) {
            case FORWARDED -> new String[] {forwarded};
            case REFUSED -> new String[] {refused};
            case null -> new String[] {forwarded, refused};
        };
    }

    private CommandPage collect(ResultSet rows, Looked looked, int limit) throws SQLException {
        while (rows.next()) {
            if (looked.found.size() == limit || looked.events == MOST_LOOKED_AT) {
                return looked.page();
            }
            // At least one event is looked at, so whoever goes on gets on.
            if (looked.events > 0 && clock.instant().isAfter(looked.deadline)) {
                throw looked.cut();
            }
            looked.events++;
            Instant time = rows.getTimestamp("occurred_at").toInstant();
            looked.last = new Cursor(time.toEpochMilli(), rows.getString("event_id"));
            CommandEvent event = CommandEvent.of(read(rows.getBytes("body")));
            if (looked.query.fits(event)) {
                looked.found.add(found(rows, time, event));
            }
        }
        return new CommandPage(looked.found, looked.query.since(), null);
    }

    private JsonNode read(byte[] body) {
        return json.readTree(new String(body, StandardCharsets.UTF_8));
    }

    private static FoundCommand found(ResultSet rows, Instant time, CommandEvent event) throws SQLException {
        String text = event.text();
        return new FoundCommand(
                rows.getString("event_id"),
                rows.getString("chain_id"),
                event.commandId(),
                time,
                rows.getString("subject"),
                rows.getString("connection"),
                rows.getString("kind").equals(AuditKind.COMMAND_REFUSED.word()) ? Outcome.REFUSED : Outcome.FORWARDED,
                text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT),
                event.relations().stream().limit(MOST_NAMES).toList(),
                event.classifications().stream().limit(MOST_NAMES).toList());
    }
}

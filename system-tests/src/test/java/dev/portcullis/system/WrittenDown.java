// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/// Every place in which a run of Portcullis writes anything down, and what of some canaries is there: the topics, the
/// columns of the services' database, the files of logs and journals, and recordings as an auditor replays them.
final class WrittenDown {
    /// What a target logs of its own data is the target's.
    private static final Set<String> OF_TARGETS = Set.of("orders-db.log", "model.log");

    private final RunningPortcullis portcullis;
    private final Canaries canaries;
    private final Map<String, Set<String>> found = new TreeMap<>();
    private final Map<String, Long> looked = new TreeMap<>();

    WrittenDown(RunningPortcullis portcullis, Canaries canaries) {
        this.portcullis = portcullis;
        this.canaries = canaries;
    }

    /// Looks everywhere. Recordings are replayed of the sessions that began since a moment.
    void search(Instant since) throws SQLException, IOException {
        topics();
        columns();
        for (String folder : List.of("logs", "journal", "run")) {
            files(portcullis.home().resolve(folder));
        }
        replays(since);
    }

    /// Where each canary is.
    Map<String, Set<String>> found() {
        return found;
    }

    /// How many bytes there are in each place.
    Map<String, Long> looked() {
        return looked;
    }

    private void look(String place, byte[] bytes) {
        looked.merge(place, (long) bytes.length, Long::sum);
        for (String canary : canaries.in(bytes)) {
            found.computeIfAbsent(canary, _ -> new TreeSet<>()).add(place);
        }
    }

    private void topics() {
        AuditTopic kafka = new AuditTopic(portcullis);
        Set<String> names = kafka.names();
        assertThat(names).contains("portcullis.audit.v1", "portcullis.recording.v1", "portcullis.approval.v1");
        names.forEach(name -> look("topics", name.getBytes(StandardCharsets.UTF_8)));
        kafka.read(names, this::look);
    }

    private void look(ConsumerRecord<byte[], byte[]> record) {
        String topic = "topic " + record.topic();
        if (record.key() != null) {
            look(topic + " key", record.key());
        }
        if (record.value() != null) {
            look(topic + " value", record.value());
        }
        record.headers().forEach(header -> {
            look(topic + " header", header.key().getBytes(StandardCharsets.UTF_8));
            if (header.value() != null) {
                look(topic + " header", header.value());
            }
        });
    }

    private record Column(String table, String name, boolean bytes) {}

    private void columns() throws SQLException {
        try (Connection store = TargetDatabase.store(portcullis).connect()) {
            for (Column column : columns(store)) {
                String value = column.bytes() ? column.name() : column.name() + "::text";
                store.setAutoCommit(false);
                try (Statement statement = store.createStatement()) {
                    statement.setFetchSize(200);
                    try (ResultSet rows = statement.executeQuery("SELECT " + value + " FROM " + column.table())) {
                        while (rows.next()) {
                            look("column " + column.table() + "." + column.name(), bytes(rows, column));
                        }
                    }
                }
            }
        }
    }

    private static byte[] bytes(ResultSet rows, Column column) throws SQLException {
        if (column.bytes()) {
            byte[] bytes = rows.getBytes(1);
            return bytes == null ? new byte[0] : bytes;
        }
        String text = rows.getString(1);
        return text == null ? new byte[0] : text.getBytes(StandardCharsets.UTF_8);
    }

    private static List<Column> columns(Connection store) throws SQLException {
        List<Column> columns = new ArrayList<>();
        try (Statement statement = store.createStatement();
                ResultSet rows = statement.executeQuery("""
                        SELECT quote_ident(table_schema) || '.' || quote_ident(table_name), quote_ident(column_name),
                               data_type = 'bytea'
                        FROM information_schema.columns JOIN information_schema.tables USING (table_schema, table_name)
                        WHERE table_schema NOT IN ('information_schema', 'pg_catalog') AND table_type = 'BASE TABLE'
                        """)) {
            while (rows.next()) {
                columns.add(new Column(rows.getString(1), rows.getString(2), rows.getBoolean(3)));
            }
        }
        assertThat(columns.stream().map(Column::table))
                .contains("audit.event", "audit.recording_chunk", "approval.approval");
        return columns;
    }

    private void files(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile)
                    .filter(file -> !OF_TARGETS.contains(file.getFileName().toString()))
                    .toList()) {
                look("file " + folder.getFileName() + "/" + file.getFileName(), Files.readAllBytes(file));
            }
        }
    }

    private void replays(Instant since) {
        String auditor = portcullis.token("auditor", "--ttl", "3600");
        String cursor = "";
        do {
            var page = portcullis.json(
                    "/api/audit/v1/sessions?limit=500" + (cursor.isEmpty() ? "" : "&cursor=" + cursor), auditor);
            for (var session : page.path("items")) {
                if (Instant.parse(session.path("startedAt").asString()).isBefore(since)) {
                    return;
                }
                replay(session.path("id").asString(), auditor);
            }
            cursor = page.path("next").asString("");
        } while (!cursor.isEmpty());
    }

    private void replay(String session, String auditor) {
        HttpResponse<String> replay =
                portcullis.rest("GET", "/api/audit/v1/sessions/" + session + "/recording", auditor, null);
        // Without any command there is none.
        if (replay.statusCode() != 404) {
            assertThat(replay.statusCode()).isEqualTo(200);
            assertThat(replay.body()).as("whole").doesNotContain("cannot be read", "is not shown", "are missing");
            look("replay", replay.body().getBytes(StandardCharsets.UTF_8));
        }
    }
}

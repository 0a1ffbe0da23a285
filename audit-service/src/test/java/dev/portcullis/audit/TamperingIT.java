// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.merkle.Digest;
import dev.portcullis.merkle.LeafEnvelope;
import dev.portcullis.merkle.LogVerifier.Verdict;
import dev.portcullis.merkle.NoteException;
import dev.portcullis.merkle.Salt;
import dev.portcullis.merkle.TlogProof;
import dev.portcullis.testing.KafkaBroker;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.util.PSQLException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowCallbackHandler;

/// What happens to those who change what was logged.
class TamperingIT {

    private static final KafkaBroker BROKER = KafkaBroker.start();
    /// Not the record that is none, nor what the service itself says.
    private static final String OF_A_SESSION = "chain_id ~ '^s[0-9]+-'";

    private static AuditServer server;

    @BeforeAll
    static void aLogOfSeveralTiles() {
        server = AuditServer.start(AuditServer.Place.create(BROKER));
        try (Gateway gateway = new Gateway(BROKER)) {
            for (int session = 0; session < 70; session++) {
                Chain chain = new Chain("s" + session);
                gateway.emit(
                        chain,
                        chain.started("agent", "orders"),
                        chain.intent(),
                        chain.outcome(1),
                        chain.intent(),
                        chain.outcome(2),
                        chain.refused(),
                        chain.intent(),
                        chain.ended("done"));
                gateway.record(
                        chain.id, Chain.newId(), 1, "{\"t\":0,\"k\":\"COMMAND\",\"c\":\"1\",\"v\":[\"select 1\"]}\n");
            }
            gateway.emitRaw("key", "no event".getBytes(UTF_8));
        }
        Eventually.until(
                "all is stored",
                () -> server.jdbc().queryForObject("SELECT count(*) FROM event WHERE " + OF_A_SESSION, Integer.class)
                        >= 560);
        Eventually.until(
                "what is no event is stored",
                () -> server.jdbc().queryForObject("SELECT count(*) FROM quarantine", Integer.class) == 1);
        Eventually.until(
                "all recordings are stored",
                () -> server.jdbc().queryForObject("SELECT count(*) FROM recording_chunk", Integer.class) == 70);
    }

    @AfterAll
    static void close() {
        server.close();
        BROKER.close();
    }

    @Test
    void verifiesFromOutsideAsLongAsNobodyTouchedIt() throws NoteException {
        LogReader auditor = new LogReader(server);
        String earlier = auditor.checkpoint();
        String now = auditor.checkpointOfNow();
        Verdict verdict = auditor.verify(now, List.of(earlier));
        assertThat(verdict).isInstanceOf(Verdict.Sound.class);
        assertThat(((Verdict.Sound) verdict).size())
                .isEqualTo(auditor.sizeOf(now))
                .isGreaterThanOrEqualTo(560);
        assertThat(server.jdbc().queryForObject("SELECT count(*) FROM log_tile", Integer.class))
                .isGreaterThanOrEqualTo(2);
    }

    @Test
    void namesTheRowThatASuperuserAltered() throws NoteException {
        LogReader auditor = new LogReader(server);
        String checkpoint = auditor.checkpointOfNow();
        JdbcTemplate superuser = server.place.superuser();
        Map<String, Object> victim = superuser.queryForMap(
                "SELECT event_id, chain_id, leaf_index, body FROM event JOIN log_leaf USING (event_id)"
                        + " WHERE leaf_index >= 321 AND " + OF_A_SESSION + " ORDER BY leaf_index LIMIT 1");
        String id = (String) victim.get("event_id");
        byte[] original = (byte[]) victim.get("body");
        byte[] altered = new String(original, UTF_8).replace("test", "tust").getBytes(UTF_8);

        superuser.execute("ALTER TABLE event DISABLE TRIGGER event_is_final");
        superuser.update("UPDATE event SET body = ? WHERE event_id = ?", altered, id);
        assertThat(auditor.verify(checkpoint, List.of()))
                .isEqualTo(new Verdict.Unsound(
                        "the stored event is not the one that was logged", (Long) victim.get("leaf_index"), id, (String)
                                victim.get("chain_id")));

        superuser.update("UPDATE event SET body = ? WHERE event_id = ?", original, id);
        superuser.execute("ALTER TABLE event ENABLE TRIGGER event_is_final");
        assertThat(auditor.verify(checkpoint, List.of())).isInstanceOf(Verdict.Sound.class);
    }

    /// Column by column, for an event, a record that is no event, a chunk of a recording, and their leaves.
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "event, event_id, chain_id LIKE 's7-%' AND seq = 3",
                "event, event_id, chain_id = ''",
                "recording_chunk, 'recording:' || chunk_id, true",
                "log_leaf, event_id, leaf_index = 400",
                "log_leaf, event_id, event_id LIKE 'recording:%'"
            })
    void namesEachStoredRowOfWhichASuperuserAlteredAnyColumn(String table, String id, String which)
            throws NoteException {
        LogReader auditor = new LogReader(server);
        String checkpoint = auditor.checkpointOfNow();
        JdbcTemplate superuser = server.place.superuser();
        String leafId = superuser.queryForObject(
                "SELECT %s FROM %s WHERE %s ORDER BY 1 LIMIT 1".formatted(id, table, which), String.class);
        long index = superuser.queryForObject("SELECT leaf_index FROM log_leaf WHERE event_id = ?", Long.class, leafId);
        Map<String, String> types = new HashMap<>();
        superuser.query(
                "SELECT column_name, data_type FROM information_schema.columns"
                        + " WHERE table_schema = 'audit' AND table_name = ?",
                (RowCallbackHandler) column -> types.put(column.getString(1), column.getString(2)),
                table);
        String at = superuser.queryForObject(
                "SELECT ctid::text FROM %s WHERE %s = ?".formatted(table, id), String.class, leafId);
        superuser.execute("ALTER TABLE %s DISABLE TRIGGER ALL".formatted(table));
        superuser.execute("CREATE TABLE kept AS SELECT * FROM %s WHERE ctid = '%s'".formatted(table, at));
        for (Map.Entry<String, String> column : types.entrySet()) {
            at = set(superuser, table, column.getKey(), altered(column.getKey(), column.getValue()), at);
            Verdict verdict = auditor.verify(checkpoint, List.of());
            assertThat(verdict).as(table + "." + column.getKey()).isInstanceOf(Verdict.Unsound.class);
            assertThat(((Verdict.Unsound) verdict).leafIndex())
                    .as("%s.%s: %s", table, column.getKey(), verdict)
                    .isEqualTo(index);
            at = set(superuser, table, column.getKey(), "(SELECT %s FROM kept)".formatted(column.getKey()), at);
        }
        superuser.execute("DROP TABLE kept");
        superuser.execute("ALTER TABLE %s ENABLE TRIGGER ALL".formatted(table));
        assertThat(types).hasSizeGreaterThanOrEqualTo(3);
        assertThat(auditor.verify(checkpoint, List.of())).isInstanceOf(Verdict.Sound.class);
    }

    /// Column by column: what proofs are made from is compared with what the entries make.
    @ParameterizedTest
    @ValueSource(longs = {0, 1})
    void namesEachTileOfWhichASuperuserAlteredAnyColumn(long number) throws NoteException {
        LogReader auditor = new LogReader(server);
        String checkpoint = auditor.checkpointOfNow();
        assertThat(auditor.verifyWithTiles(checkpoint)).isInstanceOf(Verdict.Sound.class);
        int tried = eachColumn("log_tile", "level = 0 AND number = " + number, column -> {
            Verdict verdict = auditor.verifyWithTiles(checkpoint);
            assertThat(verdict).as(column).isInstanceOf(Verdict.Unsound.class);
            assertThat(((Verdict.Unsound) verdict).what())
                    .as(column)
                    // Of a tile that is full its root alone is read, for the tile above.
                    .contains(column.equals("root") ? "tile/1/000.p/" : "tile/0/00" + number);
        });
        assertThat(tried).isEqualTo(4);
        assertThat(auditor.verifyWithTiles(checkpoint)).isInstanceOf(Verdict.Sound.class);
    }

    /// Column by column, but for two. A row under another origin is no checkpoint of this log, which signs that
    /// size again. When a checkpoint was signed stands in no signature; what may expire is judged by it only
    /// together with the time that the event itself says.
    @Test
    void namesTheCheckpointOfWhichASuperuserAlteredAnyColumn() throws NoteException {
        LogReader auditor = new LogReader(server);
        long size = auditor.sizeOf(auditor.checkpointOfNow());
        Set<String> unbound = Set.of("origin", "signed_at");
        int tried = eachColumn("checkpoint", "size = " + size, column -> {
            if (!unbound.contains(column)) {
                HttpResponse<String> answer = server.get("/v1/log/checkpoint", "auditor");
                assertThat(answer.statusCode()).as(column).isEqualTo(500);
                assertThat(answer.body())
                        .as(column)
                        .contains("the stored checkpoint of " + (column.equals("size") ? size + 1_000_000 : size));
            }
        });
        assertThat(tried).isEqualTo(5);
        assertThat(auditor.verify(auditor.checkpointOfNow(), List.of())).isInstanceOf(Verdict.Sound.class);
    }

    /// Alters each column that the table has, one after the other, and puts it back.
    private static int eachColumn(String table, String which, Consumer<String> check) {
        JdbcTemplate superuser = server.place.superuser();
        Map<String, String> types = new HashMap<>();
        superuser.query(
                "SELECT column_name, data_type FROM information_schema.columns"
                        + " WHERE table_schema = 'audit' AND table_name = ?",
                (RowCallbackHandler) column -> types.put(column.getString(1), column.getString(2)),
                table);
        String at =
                superuser.queryForObject("SELECT ctid::text FROM %s WHERE %s".formatted(table, which), String.class);
        superuser.execute("ALTER TABLE %s DISABLE TRIGGER ALL".formatted(table));
        superuser.execute("CREATE TABLE kept AS SELECT * FROM %s WHERE ctid = '%s'".formatted(table, at));
        try {
            for (Map.Entry<String, String> column : types.entrySet()) {
                at = set(superuser, table, column.getKey(), altered(column.getKey(), column.getValue()), at);
                try {
                    check.accept(column.getKey());
                } finally {
                    at = putBack(superuser, table, which, column.getKey(), at);
                }
            }
        } finally {
            superuser.execute("DROP TABLE kept");
            superuser.execute("ALTER TABLE %s ENABLE TRIGGER ALL".formatted(table));
        }
        return types.size();
    }

    /// The service may have made anew what it no longer found.
    private static String putBack(JdbcTemplate superuser, String table, String which, String column, String at) {
        String kept = "(SELECT %s FROM kept)".formatted(column);
        for (int more = 10; more > 0; more--) {
            try {
                return set(superuser, table, column, kept, at);
            } catch (DuplicateKeyException _) {
                superuser.execute("DELETE FROM %s WHERE %s AND ctid <> '%s'".formatted(table, which, at));
            }
        }
        return set(superuser, table, column, kept, at);
    }

    private static String set(JdbcTemplate superuser, String table, String column, String value, String at) {
        return superuser.queryForObject(
                "UPDATE %s SET %s = %s WHERE ctid = '%s' RETURNING ctid::text".formatted(table, column, value, at),
                String.class);
    }

    private static String altered(String column, String type) {
        return switch (type) {
            case "text" -> column + " || 'x'";
            case "boolean" -> "NOT " + column;
            case "bigint", "integer" -> column + " + 1000000";
            case "bytea" -> "set_byte(%1$s, 0, 255 - get_byte(%1$s, 0))".formatted(column);
            case "timestamp with time zone" -> column + " + interval '1 microsecond'";
            default -> throw new AssertionError("a column of type " + type);
        };
    }

    @Test
    void doesNotReplayAChunkThatASuperuserAltered() {
        JdbcTemplate superuser = server.place.superuser();
        Map<String, Object> chunk =
                superuser.queryForMap("SELECT session_id, name, bytes FROM recording_chunk JOIN recording_object"
                        + " ON name LIKE '%/' || encode(body_sha256, 'hex') ORDER BY 1 DESC LIMIT 1");
        String path = "/v1/sessions/" + chunk.get("session_id") + "/recording";
        assertThat(server.get(path, "auditor").body()).contains("select 1").doesNotContain("not the one");

        superuser.execute("ALTER TABLE recording_object DISABLE TRIGGER ALL");
        superuser.update(
                "UPDATE recording_object SET bytes = ? WHERE name = ?",
                Gateway.gzip("{\"v\":[\"select 2\"]}\n"),
                chunk.get("name"));
        assertThat(server.get(path, "auditor").body())
                .contains("chunk 1 is not the one that was logged")
                .doesNotContain("select");

        superuser.update("UPDATE recording_object SET bytes = ? WHERE name = ?", chunk.get("bytes"), chunk.get("name"));
        superuser.execute("ALTER TABLE recording_object ENABLE TRIGGER ALL");
    }

    @Test
    void namesTheFirstEntryOfASessionThatWasDeletedAsAWhole() throws NoteException {
        LogReader auditor = new LogReader(server);
        String checkpoint = auditor.checkpointOfNow();
        JdbcTemplate superuser = server.place.superuser();
        String chain = superuser.queryForObject(
                "SELECT chain_id FROM event WHERE chain_id LIKE 's7-%' ORDER BY seq LIMIT 1", String.class);
        long first = superuser.queryForObject(
                "SELECT min(leaf_index) FROM log_leaf JOIN event USING (event_id) WHERE chain_id = ?",
                Long.class,
                chain);
        superuser.execute("ALTER TABLE event DISABLE TRIGGER ALL");
        superuser.execute("CREATE TABLE kept AS SELECT * FROM event WHERE chain_id = '%s'".formatted(chain));
        superuser.update("DELETE FROM event WHERE chain_id = ?", chain);
        assertThat(((Verdict.Unsound) auditor.verify(checkpoint, List.of())).leafIndex())
                .isEqualTo(first);

        superuser.execute("INSERT INTO event SELECT * FROM kept");
        superuser.execute("DROP TABLE kept");
        superuser.execute("ALTER TABLE event ENABLE TRIGGER ALL");
        assertThat(auditor.verify(checkpoint, List.of())).isInstanceOf(Verdict.Sound.class);
    }

    @Test
    void provesASingleEventToSomebodyWhoHasNothingButTheKey() throws NoteException {
        LogReader auditor = new LogReader(server);
        Map<String, Object> row = server.jdbc()
                .queryForMap(
                        "SELECT event_id, chain_id, seq, body, salt, leaf_index FROM event JOIN log_leaf USING (event_id)"
                                + " WHERE leaf_index >= 300 AND " + OF_A_SESSION + " ORDER BY leaf_index LIMIT 1");
        String text =
                server.get("/v1/log/proofs/" + row.get("event_id"), "auditor").body();
        LeafEnvelope leaf = LeafEnvelope.of(
                (String) row.get("event_id"),
                (byte[]) row.get("body"),
                Salt.of((byte[]) row.get("salt")),
                (String) row.get("chain_id"),
                (Long) row.get("seq"));
        TlogProof proof = TlogProof.parse(text);
        assertThat(proof.index()).isEqualTo(row.get("leaf_index"));
        assertThat(proof.salt().bytes()).isEqualTo(row.get("salt")).hasSize(32);
        assertThat(proof.verify(leaf.leafHash(), auditor.key()).size()).isGreaterThan(300);
        assertThatThrownBy(() -> proof.verify(Digest.ZERO, auditor.key())).isInstanceOf(NoteException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "event",
                "log_leaf",
                "log_tile",
                "checkpoint",
                "cosignature",
                "event_conflict",
                "quarantine",
                "recording_chunk",
                "recording_object"
            })
    void letsNeitherTheServiceNorTheOwnerChangeTheLog(String table) throws SQLException {
        for (String change : List.of(
                "UPDATE %s SET stored_at = now()",
                "DELETE FROM %s", "TRUNCATE %s", "UPDATE %s SET (%2$s) = ROW (%2$s)")) {
            String column = server.place
                    .superuser()
                    .queryForObject(
                            "SELECT column_name FROM information_schema.columns WHERE table_schema = 'audit' AND table_name = ? AND ordinal_position = 1",
                            String.class,
                            table);
            String sql = change.formatted(table, column);
            if (sql.contains("stored_at") && !hasStoredAt(table)) {
                continue;
            }
            assertThat(stateOf("audit_app", AuditServer.APP_PASSWORD, sql))
                    .as("audit_app: %s", sql)
                    .isEqualTo("42501");
            assertThat(stateOf("audit_owner", AuditServer.OWNER_PASSWORD, sql))
                    .as("audit_owner: %s", sql)
                    .isEqualTo("42501");
        }
        assertThat(stateOf("audit_app", AuditServer.APP_PASSWORD, "ALTER TABLE " + table + " DISABLE TRIGGER ALL"))
                .isEqualTo("42501");
        assertThat(stateOf("audit_app", AuditServer.APP_PASSWORD, "DROP TABLE " + table))
                .isEqualTo("42501");
    }

    @Test
    void letsTheServiceReadWhatItMayNotChange() throws SQLException {
        assertThat(stateOf("audit_app", AuditServer.APP_PASSWORD, "SELECT count(*) FROM event"))
                .isEqualTo("00000");
    }

    private static boolean hasStoredAt(String table) {
        return List.of("event_conflict", "quarantine").contains(table);
    }

    private static String stateOf(String user, String password, String sql) throws SQLException {
        try (Connection connection = server.place.connect(user, password);
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute(sql);
            connection.rollback();
            return "00000";
        } catch (PSQLException e) {
            return e.getSQLState();
        }
    }
}

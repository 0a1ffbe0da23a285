// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.contracts.decision.Obligations;
import dev.portcullis.postgres.wire.BackendMessage;
import dev.portcullis.postgres.wire.Formats;
import dev.portcullis.postgres.wire.FrontendMessage;
import dev.portcullis.postgres.wire.FrontendMessage.Target;
import dev.portcullis.postgres.wire.WireException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What policy allows and nothing masks comes back through the gateway byte for byte as from the server
/// itself. What is left out of the comparison is named in [#isCompared]; `docs/protocol-divergences.md`
/// says why it differs.
class SameBytesTest {
    private static final byte COPY_IN_RESPONSE = 'G';
    private static final byte READY_FOR_QUERY = 'Z';
    private static final byte[] NUMBERS = "7001\tseven\n7002\t\\N\n".getBytes(StandardCharsets.UTF_8);

    private static RunningGateway gateway;
    private static RawClient through;
    private static RawClient direct;

    @BeforeAll
    static void start() throws Exception {
        gateway = new RunningGateway();
        gateway.server.execute(RunningGateway.DATABASE, ValidSql.SCHEMA);
        gateway.policies.decideBy(_ -> FakePolicies.allow(Obligations.NONE));
        through = RawClient.ready(gateway);
        direct = RawClient.direct(
                gateway.server,
                Map.of(
                        "user",
                        gateway.credential.user(),
                        "database",
                        RunningGateway.DATABASE,
                        "client_encoding",
                        "UTF8",
                        "search_path",
                        "\"public\", pg_temp"),
                gateway.credential.password().reveal());
    }

    @AfterAll
    static void stop() throws IOException {
        through.close();
        direct.close();
        gateway.close();
    }

    static Stream<String> reads() {
        return ValidSql.reads();
    }

    static Stream<String> changes() {
        return ValidSql.changes();
    }

    static Stream<String> errors() {
        return ValidSql.errors();
    }

    static Stream<String> refused() {
        return ValidSql.refused();
    }

    @Test
    void theCorpusIsLarge() {
        assertThat(Stream.of(reads(), changes(), errors(), ValidSql.texts())
                        .flatMap(s -> s)
                        .distinct()
                        .count())
                .isGreaterThan(650);
    }

    @ParameterizedTest
    @MethodSource("reads")
    void aReadIsAnsweredTheSame(String sql) throws Exception {
        inEachWay(sql);
    }

    @ParameterizedTest
    @MethodSource("changes")
    void aChangeIsAnsweredTheSame(String sql) throws Exception {
        for (FrontendMessage[] way : ways(sql)) {
            same(query("BEGIN"), way, query("ROLLBACK"));
        }
        same(query("DEALLOCATE ALL"));
    }

    @ParameterizedTest
    @MethodSource("errors")
    void anErrorIsToldTheSame(String sql) throws Exception {
        inEachWay(sql);
        // As the second of three, in a transaction.
        same(query("BEGIN"), query("SELECT 1"), query(sql), query("SELECT 2"), query("ROLLBACK"));
    }

    /// One after the other, in one session: some leave a transaction or a cursor to the next.
    @Test
    void textsOfSeveralStatementsAreAnsweredTheSame() throws Exception {
        for (String text : ValidSql.texts().toList()) {
            same(query(text));
        }
        for (String text : ValidSql.texts().toList()) {
            sameButForWords(extended(text, false));
        }
        same(query("ROLLBACK"));
    }

    /// What the gateway cannot read, and names that it does not know, it refuses itself: as soon as it is to be
    /// prepared, in other words, and without the server's file and line.
    @ParameterizedTest
    @MethodSource("refused")
    void whatTheGatewayItselfRefusesLeavesTheSessionTheSame(String sql) throws Exception {
        for (FrontendMessage[] way : ways(sql)) {
            failsTheSame(way);
            failsTheSame(query("BEGIN"), way, query("SELECT 1"), query("ROLLBACK"));
            same(query("SELECT 1"));
        }
    }

    @Test
    void preparedStatementsAndPortalsAreAnsweredTheSame() throws Exception {
        String sql = "SELECT id, name, born, $2::numeric AS n FROM people WHERE id >= $1 ORDER BY id";
        for (boolean binary : new boolean[] {false, true}) {
            Formats results = new Formats(List.of(binary));
            List<ByteBuffer> values = List.of(utf8("1"), utf8("12.50"));
            same(message(
                    new FrontendMessage.Parse("s", sql, List.of(23)),
                    new FrontendMessage.Describe(Target.STATEMENT, "s"),
                    new FrontendMessage.Sync()));
            same(message(
                    new FrontendMessage.Bind("p", "s", Formats.TEXT, values, results),
                    new FrontendMessage.Describe(Target.PORTAL, "p"),
                    new FrontendMessage.Execute("p", 2),
                    new FrontendMessage.Execute("p", 1),
                    new FrontendMessage.Execute("p", 0),
                    new FrontendMessage.Execute("p", 0),
                    new FrontendMessage.Close(Target.PORTAL, "p"),
                    new FrontendMessage.Sync()));
            same(message(
                    new FrontendMessage.Bind("", "s", Formats.TEXT, values, results),
                    new FrontendMessage.Execute("", 0),
                    new FrontendMessage.Bind("", "s", Formats.TEXT, List.of(utf8("x"), utf8("1")), results),
                    new FrontendMessage.Execute("", 0),
                    new FrontendMessage.Sync()));
            same(message(
                    new FrontendMessage.Parse("s", sql, List.of()),
                    new FrontendMessage.Close(Target.STATEMENT, "s"),
                    new FrontendMessage.Sync()));
            same(message(
                    new FrontendMessage.Close(Target.STATEMENT, "s"),
                    new FrontendMessage.Close(Target.STATEMENT, "never"),
                    new FrontendMessage.Sync()));
        }
    }

    @Test
    void pipelinesAreAnsweredTheSame() throws Exception {
        List<FrontendMessage> messages = new ArrayList<>();
        for (String sql :
                List.of("SELECT 1", "BEGIN", "INSERT INTO people VALUES (40, 'Eve')", "TABLE people", "ROLLBACK")) {
            messages.addAll(List.of(executed(sql, false)));
        }
        messages.add(new FrontendMessage.Sync());
        same(message(messages.toArray(FrontendMessage[]::new)));

        messages.clear();
        for (String sql : List.of("SELECT 1", "SELECT 1 / 0", "SELECT 2")) {
            messages.addAll(List.of(executed(sql, true)));
        }
        messages.add(new FrontendMessage.Sync());
        same(message(messages.toArray(FrontendMessage[]::new)));
        same(message(new FrontendMessage.Sync()));
    }

    @Test
    void copyingInIsAnsweredTheSame() throws Exception {
        FrontendMessage[] good = message(data(NUMBERS), new FrontendMessage.CopyDone());
        FrontendMessage[] torn =
                message(data(new byte[] {'7'}), data(new byte[] {'\t', 'x', '\n'}), new FrontendMessage.CopyDone());
        FrontendMessage[] bad =
                message(data("x\ty\n".getBytes(StandardCharsets.UTF_8)), new FrontendMessage.CopyDone());
        FrontendMessage[] failed = message(data(NUMBERS), new FrontendMessage.CopyFail("changed my mind"));
        for (FrontendMessage[] sent : List.of(good, torn, bad, failed)) {
            same(
                    query("BEGIN"),
                    query("COPY people (id, name) FROM STDIN"),
                    sent,
                    query("TABLE people"),
                    query("ROLLBACK"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "(HEADER)",
                "(DELIMITER '|', NULL '')",
                "CSV",
                "CSV HEADER",
                "(FORMAT csv, FORCE_QUOTE *, QUOTE '''', ESCAPE '^', DELIMITER ';', NULL 'nil')",
                "(FORMAT csv, HEADER, ENCODING 'LATIN1')",
                "(FORMAT binary)",
                "BINARY"
            })
    void copyingOutIsAnsweredTheSame(String options) throws Exception {
        for (String what : List.of(
                "people",
                "people (name, id)",
                "(TABLE people)",
                "(SELECT * FROM generate_series(1, 3000) i, repeat('x', 100) x)",
                "(SELECT repeat('y', 300000) AS long)",
                "(SELECT E'a\\tb\\nc\\\\\"' AS odd, NULL, '')",
                "(SELECT WHERE false)",
                "(INSERT INTO people VALUES (41, 'Zoe') RETURNING *)",
                "(SELECT 1 / (i - 3) FROM generate_series(1, 5) i)",
                "nowhere")) {
            String sql = "COPY " + what + " TO STDOUT " + options;
            same(query("BEGIN"), query(sql), query("ROLLBACK"));
            same(query("BEGIN"), extended(sql, false), query("ROLLBACK"));
            same(query("BEGIN"), query("SELECT 1; " + sql + "; SELECT 2"), query("SELECT 3"), query("ROLLBACK"));
        }
    }

    @Test
    void cursorsAreAnsweredTheSame() throws Exception {
        for (String kind : List.of("", "BINARY ", "SCROLL ", "BINARY SCROLL ", "INSENSITIVE SCROLL ")) {
            same(
                    query("BEGIN"),
                    query("DECLARE c " + kind + "CURSOR FOR SELECT * FROM people ORDER BY id"),
                    query("FETCH 2 FROM c"),
                    extended("FETCH NEXT FROM c", false),
                    extended("FETCH NEXT FROM c", true),
                    query("FETCH ALL FROM c; FETCH NEXT FROM c"),
                    query("MOVE BACKWARD ALL FROM c"),
                    query("ROLLBACK"));
        }
    }

    private static void inEachWay(String sql) throws Exception {
        for (FrontendMessage[] way : ways(sql)) {
            same(way);
        }
    }

    private static List<FrontendMessage[]> ways(String sql) {
        return List.of(query(sql), extended(sql, false), extended(sql, true));
    }

    private static FrontendMessage[] query(String sql) {
        return message(new FrontendMessage.Query(sql));
    }

    private static FrontendMessage[] extended(String sql, boolean binary) {
        List<FrontendMessage> messages = new ArrayList<>(List.of(executed(sql, binary)));
        messages.add(new FrontendMessage.Sync());
        return messages.toArray(FrontendMessage[]::new);
    }

    private static FrontendMessage[] executed(String sql, boolean binary) {
        return message(
                new FrontendMessage.Parse("", sql, List.of()),
                new FrontendMessage.Bind("", "", Formats.TEXT, List.of(), new Formats(List.of(binary))),
                new FrontendMessage.Describe(Target.PORTAL, ""),
                new FrontendMessage.Execute("", 0));
    }

    private static FrontendMessage[] message(FrontendMessage... messages) {
        return messages;
    }

    private static FrontendMessage data(byte[] bytes) {
        return new FrontendMessage.CopyData(ByteBuffer.wrap(bytes));
    }

    private static ByteBuffer utf8(String text) {
        return StandardCharsets.UTF_8.encode(text);
    }

    /// The whole conversation with the server first, then the same with the gateway.
    private static void same(FrontendMessage[]... conversation) throws Exception {
        List<String> expected = answers(direct, conversation);
        assertThat(answers(through, conversation)).isEqualTo(expected);
    }

    private static void failsTheSame(FrontendMessage[]... conversation) throws Exception {
        List<String> expected = answers(direct, conversation);
        assertThat(expected).anyMatch(SameBytesTest::isError);
        assertThat(unprepared(answers(through, conversation))).isEqualTo(unprepared(expected));
    }

    private static List<String> unprepared(List<String> answers) {
        return wordless(answers).stream()
                .filter(answer -> !Set.of('1', '2', 'n').contains(answer.charAt(0)))
                .toList();
    }

    private static void sameButForWords(FrontendMessage[]... conversation) throws Exception {
        List<String> expected = wordless(answers(direct, conversation));
        assertThat(wordless(answers(through, conversation))).isEqualTo(expected);
    }

    private static List<String> wordless(List<String> answers) {
        return answers.stream()
                .map(answer -> isError(answer) ? "an error" : answer)
                .toList();
    }

    private static boolean isError(String answer) {
        return answer.charAt(0) == 'E';
    }

    private static List<String> answers(RawClient client, FrontendMessage[]... conversation) throws Exception {
        List<String> answers = new ArrayList<>();
        for (FrontendMessage[] messages : conversation) {
            client.send(messages);
            byte[] frame;
            do {
                frame = client.nextFrame();
                assertThat(frame).as("an answer").isNotNull();
                if (isCompared(frame)) {
                    answers.add(new String(frame, StandardCharsets.ISO_8859_1));
                }
            } while (frame[0] != READY_FOR_QUERY && frame[0] != COPY_IN_RESPONSE);
        }
        return answers;
    }

    /// All but parameters that the gateway tells nobody of, and notifications. Both logins are over by
    /// then, and with them BackendKeyData and the parameters at the start.
    private static boolean isCompared(byte[] frame) throws WireException {
        return switch (RawClient.decoded(frame)) {
            case BackendMessage.ParameterStatus(var name, var _) ->
                !Set.of("application_name", "is_superuser", "search_path", "scram_iterations", "session_authorization")
                        .contains(name);
            case BackendMessage.NotificationResponse _ -> false;
            default -> true;
        };
    }
}

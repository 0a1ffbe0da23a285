// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.postgres;

import static dev.portcullis.gateway.postgres.MaskedReadTest.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.portcullis.contracts.decision.Obligations;
import dev.portcullis.postgres.wire.BackendEncoder;
import dev.portcullis.postgres.wire.BackendMessage;
import dev.portcullis.postgres.wire.Formats;
import dev.portcullis.postgres.wire.FrontendMessage;
import dev.portcullis.postgres.wire.WireWriter;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.postgresql.util.PSQLException;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/// Each lineage path × each way to ask × each mask method: policy allows everything, and no classified
/// value reaches the client, the audit, the recording or the process's own output.
@ExtendWith(OutputCaptureExtension.class)
class MaskingMatrixTest {
    private static final List<String> COPY_FORMATS = List.of(
            "FORMAT text",
            "FORMAT text, HEADER, DELIMITER '|', NULL 'none'",
            "FORMAT csv",
            "FORMAT csv, HEADER, FORCE_QUOTE *, QUOTE '''', NULL 'none'",
            "FORMAT binary");

    /// 774411 as PostgreSQL sends it in binary, as an integer and as a numeric; the day of birth, and the low half of
    /// the time.
    private static final List<String> BINARY_CANARIES =
            List.of("\0\013\321\013", "\0M\021;", "\377\377\355\334", "\204\041\341\000\246");

    private static RunningGateway gateway;
    private static Connection direct;
    private static RawClient client;

    @BeforeAll
    static void start() throws Exception {
        gateway = new RunningGateway();
        gateway.server.execute(RunningGateway.DATABASE, LineagePaths.SCHEMA);
        gateway.server.execute(RunningGateway.DATABASE, """
                CREATE TABLE referred (k text PRIMARY KEY);
                INSERT INTO referred SELECT DISTINCT ssn FROM customers;
                CREATE TABLE referring (k text REFERENCES referred);
                INSERT INTO referring SELECT k FROM referred;
                ALTER TABLE customers ADD CONSTRAINT spoken CHECK (name <> 'refused');
                GRANT ALL ON referred, referring TO pgplane_app;
                """);
        direct = gateway.server.connect(RunningGateway.DATABASE);
        direct.setAutoCommit(false);
        client = RawClient.ready(gateway);
    }

    @AfterAll
    static void stop() throws Exception {
        client.close();
        direct.close();
        gateway.close();
    }

    static Stream<String> paths() {
        return Stream.concat(LineagePaths.QUERIES.stream(), LineagePaths.CHANGES.stream());
    }

    static Stream<Arguments> matrix() {
        return RunningGateway.METHODS.stream().flatMap(method -> paths().map(path -> Arguments.of(method, path)));
    }

    @ParameterizedTest
    @MethodSource("paths")
    void theTargetItselfShowsAValue(String path) throws SQLException {
        try {
            assertThat(String.join("\n", rows(direct, path)).toLowerCase(Locale.ROOT))
                    .containsAnyOf(LineagePaths.CANARIES.toArray(String[]::new));
        } finally {
            direct.rollback();
        }
    }

    @ParameterizedTest
    @MethodSource("matrix")
    void noValueComesThrough(String method, String path, CapturedOutput output) throws Exception {
        maskBy(method);
        boolean query = LineagePaths.QUERIES.contains(path);

        assertThat(ask("simple", new FrontendMessage.Query(path)))
                .as("a masked result, and no refusal")
                .hasAtLeastOneElementOfType(BackendMessage.DataRow.class);
        assertThat(ask("SQL PREPARE", new FrontendMessage.Query("PREPARE m AS " + path + "; EXECUTE m; DEALLOCATE m")))
                .as("a masked result of EXECUTE")
                .hasAtLeastOneElementOfType(BackendMessage.DataRow.class);
        for (boolean binary : new boolean[] {false, true}) {
            extended(path, binary);
            portalInPieces(path, binary);
            if (query) {
                String cursor = "DECLARE c " + (binary ? "BINARY " : "") + "CURSOR FOR " + path;
                ask("cursor", new FrontendMessage.Query(cursor + "; FETCH 1 FROM c; FETCH ALL FROM c; CLOSE c"));
            }
        }
        for (String format : COPY_FORMATS) {
            String copy = "COPY (" + path + ") TO STDOUT (" + format + ")";
            assertThat(ask("COPY", new FrontendMessage.Query(copy)))
                    .as("masked data")
                    .hasAtLeastOneElementOfType(BackendMessage.CopyData.class);
        }
        assertThat(extended("COPY (" + path + ") TO STDOUT", false))
                .as("masked data of the extended protocol")
                .hasAtLeastOneElementOfType(BackendMessage.CopyData.class);
        nothingIsKept(output);
    }

    @ParameterizedTest
    @FieldSource("dev.portcullis.gateway.postgres.LineagePaths#ERRORS")
    void noValueComesThroughInAnError(String statement, CapturedOutput output) throws Exception {
        PSQLException error = catchThrowableOfType(
                PSQLException.class, () -> direct.createStatement().execute(statement));
        direct.rollback();
        assertThat(String.valueOf(error.getServerErrorMessage())).containsAnyOf("123-45-6789", "987-65-4321");

        maskBy("redact");
        List<BackendMessage> answer = ask("simple", new FrontendMessage.Query(statement));
        assertThat(RawClient.sqlState(answer)).isEqualTo(error.getSQLState());
        extended(statement, false);
        nothingIsKept(output);
    }

    private static void maskBy(String method) {
        gateway.audit.recorded().clear();
        gateway.audit.events().clear();
        Obligations masked = new Obligations(List.of(RunningGateway.mask(method)), false, null);
        gateway.policies.decideBy(_ -> FakePolicies.allow(masked));
    }

    private static List<BackendMessage> extended(String sql, boolean binary) throws Exception {
        return ask(
                binary ? "extended binary" : "extended text",
                new FrontendMessage.Parse("", sql, List.of()),
                new FrontendMessage.Bind("", "", Formats.TEXT, List.of(), new Formats(List.of(binary))),
                new FrontendMessage.Execute("", 0),
                new FrontendMessage.Sync());
    }

    private static void portalInPieces(String sql, boolean binary) throws Exception {
        ask(
                binary ? "portal binary" : "portal text",
                new FrontendMessage.Parse("s", sql, List.of()),
                new FrontendMessage.Bind("p", "s", Formats.TEXT, List.of(), new Formats(List.of(binary))),
                new FrontendMessage.Describe(FrontendMessage.Target.PORTAL, "p"),
                new FrontendMessage.Execute("p", 1),
                new FrontendMessage.Execute("p", 0),
                new FrontendMessage.Close(FrontendMessage.Target.PORTAL, "p"),
                new FrontendMessage.Close(FrontendMessage.Target.STATEMENT, "s"),
                new FrontendMessage.Sync());
    }

    /// In a transaction that is rolled back.
    private static List<BackendMessage> ask(String way, FrontendMessage... messages) throws Exception {
        client.send(new FrontendMessage.Query("BEGIN"));
        client.untilReady();
        client.send(messages);
        List<BackendMessage> answer = client.untilReady();
        assertThat(answer).as(way).isNotEmpty().last().isInstanceOf(BackendMessage.ReadyForQuery.class);
        WireWriter out = new WireWriter();
        answer.forEach(message -> BackendEncoder.encode(message, out));
        assertSilent(way, StandardCharsets.ISO_8859_1.decode(out.written()).toString());
        client.send(new FrontendMessage.Query("ROLLBACK"));
        client.untilReady();
        return answer;
    }

    private static void nothingIsKept(CapturedOutput output) {
        assertSilent("recording", String.join("\n", gateway.audit.recorded()));
        assertSilent("audit", String.join("\n", gateway.audit.events()));
        assertSilent("output", output.toString());
    }

    private static void assertSilent(String where, String text) {
        assertThat(LineagePaths.CANARIES).as(where).noneMatch(text::contains);
        assertThat(BINARY_CANARIES).as(where + ", in binary").noneMatch(text::contains);
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.postgres;

import static dev.portcullis.gateway.postgres.MaskedReadTest.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.contracts.approval.Approval;
import dev.portcullis.contracts.decision.Obligations;
import dev.portcullis.postgres.wire.BackendMessage;
import dev.portcullis.postgres.wire.Formats;
import dev.portcullis.postgres.wire.FrontendMessage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;

/// What COPY sends with masks on is what SELECT shows with masks on: PostgreSQL itself reads it back.
class MaskedCopyTest {
    private static final String COLUMNS = "id, name, email, ssn, pin, note, born, seen";

    private static final String HELD = "COPY customers TO STDOUT";

    private static RunningGateway gateway;
    private static Connection direct;

    @BeforeAll
    static void start() throws SQLException {
        gateway = new RunningGateway();
        gateway.server.execute(RunningGateway.DATABASE, """
                ALTER TABLE customers ADD COLUMN born date, ADD COLUMN seen timestamptz;
                UPDATE customers SET born = '1987-04-15', seen = '2024-02-29 13:37:42.125734Z' WHERE id = 1;
                INSERT INTO customers VALUES
                  (100, E'tab\\there', E'a\\tb', E'\\t\\b\\f\\n\\r\\v', 0, E'line\\nAKIAIOSFODNN7EXAMPLE\\tend'),
                  (101, '"', '""', '"quoted"', -1, '"AKIAIOSFODNN7EXAMPLE"'),
                  (102, ',', ',,', 'a,b', 1, ',AKIAIOSFODNN7EXAMPLE,'),
                  (103, '\\', '\\\\', '\\N', 2, '\\AKIAIOSFODNN7EXAMPLE\\'),
                  (104, '', '', '', 3, ''),
                  (105, NULL, NULL, NULL, NULL, NULL),
                  (106, '\\.', '\\.', '\\.', 4, '\\.'),
                  (107, 'nil', 'nil', 'nil', 5, 'nil'),
                  (108, '|^''', '|^''', '^''|', 6, '^AKIAIOSFODNN7EXAMPLE''|'),
                  (109, 'wörd', 'ä€😀', '😀', 7, 'ä AKIAIOSFODNN7EXAMPLE €'),
                  (110, repeat('long ', 20000), repeat('x', 200000), repeat(E'\\n', 70000), 8, repeat('"', 70000));
                CREATE TABLE copied (LIKE customers);
                CREATE TABLE copied_text (id text, name text, email text, ssn text, pin text, note text,
                  born text, seen text);
                """);
        direct = gateway.server.connect(RunningGateway.DATABASE);
        // As times are masked.
        direct.createStatement().execute("SET TIME ZONE 'UTC'");
    }

    @AfterAll
    static void stop() throws SQLException {
        direct.close();
        gateway.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "redact; ",
                "partial; ",
                "null; ",
                "hash; ",
                "pseudonym; ",
                "bucket; ",
                "date-truncate; ",
                "partial; (HEADER)",
                "partial; (DELIMITER ',')",
                "partial; (DELIMITER '|')",
                "redact; CSV",
                "partial; CSV",
                "null; CSV",
                "hash; CSV",
                "pseudonym; CSV",
                "bucket; CSV",
                "date-truncate; CSV",
                "partial; CSV HEADER",
                "partial; (FORMAT csv, NULL 'nil')",
                "null; (FORMAT csv, NULL 'nil')",
                "partial; (FORMAT csv, QUOTE '''', ESCAPE '^', DELIMITER '|')",
                "partial; (FORMAT csv, ESCAPE '\\')",
                "partial; (FORMAT csv, FORCE_QUOTE *)",
                "partial; (FORMAT csv, DELIMITER E'\\t')",
                "redact; (FORMAT binary)",
                "null; (FORMAT binary)",
                "partial; (FORMAT binary)",
                "hash; (FORMAT binary)",
                "pseudonym; (FORMAT binary)",
                "bucket; (FORMAT binary)",
                "date-truncate; (FORMAT binary)"
            })
    void isReadBackAsWhatSelectShows(String method, String options) throws Exception {
        maskBy(method);
        String given = options == null ? "" : options.replace("FORCE_QUOTE *", "HEADER off");
        try (Connection connection = gateway.connect("binaryTransfer", "false")) {
            byte[] data = copy(connection, "customers", options == null ? "" : options);
            assertThat(copy(connection, "(TABLE customers)", options == null ? "" : options))
                    .isEqualTo(data);
            direct.createStatement().execute("TRUNCATE copied");
            copies(direct).copyIn("COPY copied FROM STDIN " + given, new ByteArrayInputStream(data));
            List<String> shown = rows(connection, "SELECT " + COLUMNS + " FROM customers ORDER BY id");
            assertThat(rows(direct, "SELECT " + COLUMNS + " FROM copied ORDER BY id"))
                    .isEqualTo(shown);
        }
    }

    /// With another marker the text format cannot tell NULL from the value of the same characters: if it were passed
    /// on, whoever asks could find out a value by guessing it.
    @Test
    void aMarkerOfNullTellsNothing() throws Exception {
        maskBy("redact");
        try (Connection connection = gateway.connect()) {
            String what = "(SELECT ssn FROM customers WHERE id IN (1, 2, 105) ORDER BY id)";
            assertThat(text(copy(connection, what, "(NULL '123-45-6789')")))
                    .isEqualTo("[redacted]\n[redacted]\n[redacted]\n");
            assertThat(text(copy(connection, what, "(FORMAT csv, NULL '123-45-6789')")))
                    .isEqualTo("\"[redacted]\"\n\"[redacted]\"\n123-45-6789\n");
        }
    }

    /// Its type is not known here, so that NULL is all that fits.
    @Test
    void whatIsComputedIsNull() throws Exception {
        maskBy("partial");
        try (Connection connection = gateway.connect()) {
            String what = "(SELECT upper(ssn), id, pin::text FROM customers WHERE id < 3 ORDER BY id)";
            assertThat(text(copy(connection, what, ""))).isEqualTo("\\N\t1\t\\N\n\\N\t2\t\\N\n");
            assertThat(text(copy(connection, what, "CSV"))).isEqualTo(",1,\n,2,\n");
        }
    }

    @Test
    void isOnRecord() throws Exception {
        maskBy("redact");
        gateway.audit.outcomes().clear();
        try (Connection connection = gateway.connect()) {
            copy(connection, "customers (id, ssn)", "CSV HEADER");
        }
        assertThat(gateway.audit.outcomes())
                .anyMatch(outcome -> outcome.rows() == 13 && outcome.masked().equals(List.of("column2 redact")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"(ENCODING 'LATIN1')", "(ENCODING 'SQL_ASCII', FORMAT csv)"})
    void refusesWhatItCannotRead(String options) throws Exception {
        gateway.policies.decideBy(_ -> FakePolicies.allow(
                new Obligations(List.of(new Obligations.Mask("pii.*", null, "redact", null)), false, null)));
        try (Connection connection = gateway.connect()) {
            assertThatThrownBy(() -> copy(connection, "customers", options))
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("0A000"));
            assertThat(text(copy(connection, "(SELECT 'x')", options))).isEqualTo("x\n");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "CSV", "(FORMAT binary)"})
    void endsAtTheRowLimit(String options) throws Exception {
        gateway.policies.decideBy(_ -> FakePolicies.allow(new Obligations(List.of(), false, 3L)));
        try (Connection connection = gateway.connect()) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            assertThatThrownBy(() -> copies(connection).copyOut("COPY plain TO STDOUT " + options, out))
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("54000"));
            assertThat(rows(connection, "SELECT 1")).containsExactly("1");
        }
    }

    /// The catalogue that was loaded before says that the first column is the number and the second the name.
    @Test
    void knowsWhatATableHasBecome() throws Exception {
        maskBy("redact");
        try (Connection connection = gateway.connect()) {
            copy(connection, "customers", "");
            direct.createStatement().execute("""
                    BEGIN;
                    ALTER TABLE customers RENAME TO customers_before;
                    CREATE TABLE customers AS SELECT ssn, id, name, email, pin, note FROM customers_before;
                    GRANT ALL ON customers TO pgplane_app;
                    COMMIT
                    """);
            assertThat(text(copy(connection, "customers", ""))).doesNotContain("123-45-6789", "987-65-4321");
        } finally {
            direct.createStatement().execute("""
                    DROP TABLE customers;
                    ALTER TABLE customers_before RENAME TO customers
                    """);
        }
    }

    /// Nothing of the reading before says that there is something to mask.
    @Test
    void knowsWhatAViewHasBecome() throws Exception {
        maskBy("redact");
        try (Connection connection = gateway.connect()) {
            connection.createStatement().execute("CREATE VIEW shown AS SELECT name AS a FROM customers");
            assertThat(text(copy(connection, "(SELECT a FROM shown)", ""))).contains("Ada");
            direct.createStatement().execute("CREATE OR REPLACE VIEW shown AS SELECT ssn AS a FROM customers");
            assertThat(text(copy(connection, "(SELECT a FROM shown)", "")))
                    .contains("[redacted]")
                    .doesNotContain("123-45-6789", "987-65-4321");
        } finally {
            direct.createStatement().execute("DROP VIEW shown");
        }
    }

    @Test
    void asksWhetherTheCatalogueIsTheSameWhereSomethingMayBeMaskedAndLoadsItOnlyIfNot() throws Exception {
        AtomicInteger loads = new AtomicInteger();
        AtomicInteger asked = new AtomicInteger();
        try (Connection connection = gateway.connect()) {
            gateway.policies.decideBy(_ -> FakePolicies.allow(Obligations.NONE));
            copy(connection, "customers", "");
            gateway.whileLoading = loads::incrementAndGet;
            gateway.audit.whileCatalogueIsAsked(asked::incrementAndGet);
            copy(connection, "customers", "");
            assertThat(asked).hasValue(0);
            maskBy("redact");
            copy(connection, "customers", "");
            copy(connection, "customers", "");
            assertThat(asked).hasValue(2);
            assertThat(loads).hasValue(0);
            direct.createStatement().execute("ALTER TABLE customers ALTER COLUMN note SET DEFAULT 'x'");
            copy(connection, "customers", "");
            assertThat(asked).hasValue(4);
            assertThat(loads).hasValue(1);
        } finally {
            gateway.whileLoading = () -> {};
            gateway.audit.whileCatalogueIsAsked(() -> {});
        }
    }

    @Test
    void whatWasApprovedHasItsRefusalOnRecordWhereTheCatalogueDoesNotLoad() throws Exception {
        try (Connection connection = gateway.connect()) {
            gateway.audit.events().clear();
            CompletableFuture<byte[]> copied = held(connection);
            Approval approval = gateway.approvals.next();
            direct.createStatement().execute("ALTER ROLE pgplane_app NOLOGIN");
            gateway.approvals.approve(approval);
            assertThatThrownBy(() -> copied.get(60, TimeUnit.SECONDS))
                    .cause()
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("57P03"));
            assertThat(gateway.audit.events())
                    .contains("refused " + HELD + " Unavailable")
                    .noneMatch(event -> event.startsWith("intent"));
        } finally {
            direct.createStatement().execute("ALTER ROLE pgplane_app LOGIN");
        }
    }

    @Test
    void whatWasApprovedIsRefusedOnRecordAndAskedAnewWhereItMeansSomethingElseNow() throws Exception {
        try (Connection connection = gateway.connect()) {
            gateway.policies.decideBy(_ -> FakePolicies.allow(Obligations.NONE));
            connection.createStatement().execute("CREATE VIEW held_view AS SELECT name AS a FROM customers");
            gateway.audit.events().clear();
            CompletableFuture<byte[]> copied = held(connection, "COPY (SELECT a FROM held_view) TO STDOUT");
            Approval first = gateway.approvals.next();
            direct.createStatement().execute("CREATE OR REPLACE VIEW held_view AS SELECT ssn AS a FROM customers");
            gateway.approvals.approve(first);
            Approval second = gateway.approvals.next();
            assertThat(gateway.audit.events())
                    .containsSubsequence(
                            "held COPY (SELECT a FROM held_view) TO STDOUT " + first.id(),
                            "refused COPY (SELECT a FROM held_view) TO STDOUT NotUnderstood",
                            "held COPY (SELECT a FROM held_view) TO STDOUT " + second.id());
            gateway.approvals.approve(second);
            assertThat(text(copied.get(60, TimeUnit.SECONDS)))
                    .contains("[redacted]")
                    .doesNotContain("123-45-6789");
        } finally {
            direct.createStatement().execute("DROP VIEW held_view");
        }
    }

    @Test
    void whatWasApprovedCanBeCancelledWhileTheCatalogueIsLoaded() throws Exception {
        CountDownLatch loading = new CountDownLatch(1);
        CountDownLatch cancelled = new CountDownLatch(1);
        try (Connection connection = gateway.connect()) {
            gateway.audit.events().clear();
            CompletableFuture<byte[]> copied = held(connection);
            Approval approval = gateway.approvals.next();
            gateway.audit.whileCatalogueIsAsked(() -> {
                loading.countDown();
                await(cancelled);
            });
            gateway.approvals.approve(approval);
            await(loading);
            connection.unwrap(PGConnection.class).cancelQuery();
            cancelled.countDown();
            assertThatThrownBy(() -> copied.get(60, TimeUnit.SECONDS))
                    .cause()
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("57014"));
            assertThat(gateway.audit.events())
                    .contains("refused " + HELD + " Cancelled")
                    .noneMatch(event -> event.startsWith("intent"));
            gateway.policies.decideBy(_ -> FakePolicies.allow(Obligations.NONE));
            assertThat(rows(connection, "SELECT 1")).containsExactly("1");
        } finally {
            gateway.audit.whileCatalogueIsAsked(() -> {});
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "(HEADER)", "CSV", "CSV HEADER", "(FORMAT binary)"})
    void countsRowsAndNothingElse(String options) throws Exception {
        for (List<Obligations.Mask> masks : List.of(List.<Obligations.Mask>of(), RunningGateway.MASKED.masks())) {
            gateway.policies.decideBy(_ -> FakePolicies.allow(new Obligations(masks, false, 3L)));
            try (Connection connection = gateway.connect()) {
                gateway.audit.outcomes().clear();
                copy(connection, "(SELECT id, ssn FROM customers ORDER BY id LIMIT 3)", options);
                assertThat(gateway.audit.outcomes().getLast().rows()).isEqualTo(3);
                copy(connection, "(SELECT id, ssn FROM customers LIMIT 0)", options);
                assertThat(gateway.audit.outcomes().getLast().rows()).isZero();
                assertThatThrownBy(() -> copy(connection, "(SELECT id, ssn FROM customers LIMIT 4)", options))
                        .isInstanceOfSatisfying(
                                SQLException.class,
                                e -> assertThat(e.getSQLState()).isEqualTo("54000"));
                assertThat(gateway.audit.outcomes().getLast().rows()).isEqualTo(3);
            }
        }
    }

    /// It goes on as it arrives.
    @Test
    void countsARowThatIsLongerThanItsMessageIsHeld() throws Exception {
        gateway.policies.decideBy(_ -> FakePolicies.allow(Obligations.NONE));
        for (String options : List.of("", "CSV HEADER", "(FORMAT binary)")) {
            try (Connection connection = gateway.connect()) {
                gateway.audit.outcomes().clear();
                copy(connection, "(SELECT repeat('x', 3000000))", options);
                assertThat(gateway.audit.outcomes().getLast().rows()).isEqualTo(1);
            }
        }
    }

    /// Whatever happened to the table between the two, the reading is of the first.
    @Test
    void bindsAndRunsInOneGoOnlyWhereSomethingMayBeMasked() throws Exception {
        for (boolean masked : new boolean[] {true, false}) {
            gateway.policies.decideBy(_ -> FakePolicies.allow(masked ? RunningGateway.MASKED : Obligations.NONE));
            try (RawClient client = RawClient.ready(gateway)) {
                client.send(
                        new FrontendMessage.Parse("", "COPY customers TO STDOUT", List.of()),
                        new FrontendMessage.Bind("", "", Formats.TEXT, List.of(), Formats.TEXT),
                        new FrontendMessage.Flush());
                client.until(BackendMessage.BindComplete.class::isInstance);
                client.send(new FrontendMessage.Execute("", 0), new FrontendMessage.Sync());
                assertThat(RawClient.sqlState(client.untilReady())).isEqualTo(masked ? "0A000" : "");
            }
        }
    }

    private static CompletableFuture<byte[]> held(Connection connection) {
        return held(connection, HELD);
    }

    private static CompletableFuture<byte[]> held(Connection connection, String sql) {
        gateway.policies.decideBy(_ -> FakePolicies.hold(RunningGateway.MASKED));
        CompletableFuture<byte[]> copied = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try {
                ByteArrayOutputStream out = new ByteArrayOutputStream();
                copies(connection).copyOut(sql, out);
                copied.complete(out.toByteArray());
            } catch (SQLException | IOException e) {
                copied.completeExceptionally(e);
            }
        });
        return copied;
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void maskBy(String method) {
        Obligations masked = new Obligations(
                List.of(RunningGateway.mask(method), new Obligations.Mask(null, "secrets", "redact", null)),
                false,
                null);
        gateway.policies.decideBy(_ -> FakePolicies.allow(masked));
    }

    private static byte[] copy(Connection connection, String what, String options) throws SQLException, IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        copies(connection).copyOut("COPY " + what + " TO STDOUT " + options, out);
        return out.toByteArray();
    }

    private static CopyManager copies(Connection connection) throws SQLException {
        return connection.unwrap(PGConnection.class).getCopyAPI();
    }

    private static String text(byte[] data) {
        return new String(data, StandardCharsets.UTF_8);
    }
}

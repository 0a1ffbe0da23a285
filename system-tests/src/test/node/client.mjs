// SPDX-License-Identifier: Apache-2.0
// What the matrix of clients asks of node-postgres. Prints `ok …` for each part, fails at the first that is not.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import pg from 'pg';
import Cursor from 'pg-cursor';

const client = new pg.Client({ ssl: { ca: readFileSync(process.env.PGSSLROOTCERT, 'utf8') } });
await client.connect();

const columns = 'SELECT id, word, price, at, bytes, parts, gone, email FROM samples';

function isSample(row, id) {
  assert.equal(row.id, id);
  assert.equal(row.word, `wörd ${id}`);
  assert.equal(row.price, `${id}.2500`);
  assert.equal(row.at.getTime(), Date.UTC(2026, 0, 1) + id * 3_600_000);
  assert.equal(row.bytes.readUInt16BE(0), 0xff);
  assert.equal(row.bytes.readInt32BE(2), id);
  assert.deepEqual(row.parts, [id, null, id * 2]);
  assert.equal(row.gone, null);
  assert.equal(row.email, '[redacted]');
}

async function fails(query, code, message) {
  await assert.rejects(client.query(query), (e) => e.code === code && e.message.includes(message));
  assert.equal((await client.query('SELECT count(*) FROM samples')).rows[0].count, '250');
}

let { rows } = await client.query(`${columns} WHERE id <= 20 ORDER BY id`);
assert.equal(rows.length, 20);
rows.forEach((row, i) => isSample(row, i + 1));
console.log('ok simple');

const range = 'WHERE id BETWEEN $1 AND $2 AND word LIKE $3 AND at >= $4 AND price <> $5 ORDER BY id';
const values = [101, 135, 'wörd%', new Date(Date.UTC(2026, 0, 1)), '-1.5'];
for (const binary of [false, true]) {
  // Its own reader of binary values knows neither arrays with NULL nor bytes, so those are asked for as text.
  const text = binary ? 'SELECT id, word FROM samples' : columns;
  ({ rows } = await client.query({ text: `${text} ${range}`, values, binary }));
  assert.equal(rows.length, 35);
  rows.forEach((row, i) => (binary ? assert.equal(row.word, `wörd ${101 + i}`) : isSample(row, 101 + i)));
}
console.log('ok parameters');

for (let round = 0; round < 3; round++) {
  ({ rows } = await client.query({ name: 'samples', text: `${columns} ${range}`, values }));
  rows.forEach((row, i) => isSample(row, 101 + i));
}
console.log('ok named');

const cursor = client.query(new Cursor(`${columns} ${range}`, values));
let seen = 0;
for (let part = await cursor.read(10); part.length > 0; part = await cursor.read(10)) {
  part.forEach((row) => isSample(row, 101 + seen++));
}
assert.equal(seen, 35);
await cursor.close();
console.log('ok cursor');

await client.query('BEGIN');
await client.query('INSERT INTO notes (id, word) VALUES ($1, $2), ($3, $4)', [2001, 'a', 2002, null]);
assert.equal((await client.query('SELECT word FROM notes WHERE id = 2001')).rows[0].word, 'a');
await client.query('ROLLBACK');
assert.equal((await client.query('SELECT count(*) FROM notes WHERE id > 2000')).rows[0].count, '0');
console.log('ok rollback');

await fails('SELECT 1 / (id - 1) FROM samples', '22012', 'division by zero');
await fails({ text: 'SELECT 1 / $1::int', values: [0] }, '22012', 'division by zero');
console.log('ok error');

await fails('DROP TABLE forbidden', '42501', 'Nothing is dropped here.');
await fails({ text: 'DROP TABLE forbidden', name: 'drop' }, '42501', 'Nothing is dropped here.');
console.log('ok refusal');

await client.end();

// SPDX-License-Identifier: Apache-2.0
// What a system test asks of `ws` through Portcullis. Prints `ok …` for each part, fails at the first that is not.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import WebSocket from 'ws';

const url = `ws://localhost:${process.env.EDGE_PORT}/c/chat/chat`;
const headers = { Authorization: `Bearer ${process.env.AGENT_TOKEN}` };

async function open(options) {
  const socket = new WebSocket(url, { headers, ...options });
  await once(socket, 'open');
  return socket;
}

async function ask(socket, text) {
  const answer = once(socket, 'message');
  socket.send(text);
  return String((await answer)[0]);
}

async function refused(address, options, status) {
  const socket = new WebSocket(address, options);
  const opened = once(socket, 'open').then(() => assert.fail(`opened: ${address}`));
  opened.catch(() => {});
  const [, response] = await once(socket, 'unexpected-response');
  assert.equal(response.statusCode, status);
  response.destroy();
}

const socket = await open({ headers: { ...headers, 'X-Forwarded-For': '10.0.0.1', Cookie: 'a=b' } });
assert.equal(socket.extensions, '');
assert.equal(await ask(socket, 'hello'), 'echo hello');
const pong = once(socket, 'pong');
socket.ping('there?');
assert.equal(String((await pong)[0]), 'there?');
console.log('ok carried');

const who = JSON.parse(await ask(socket, 'who?'));
assert.equal(who.known, true);
assert.match(who.said, /^Bearer \*+$/);
assert.deepEqual(who.foreign, []);
console.log('ok credential');

const customer = await ask(socket, 'customer?');
assert.match(customer, /\[redacted\]/);
assert.doesNotMatch(customer, /@/);
console.log('ok masked');

const closed = once(socket, 'close');
socket.send('my key is AKIAIOSFODNN7EXAMPLE');
const [code, reason] = await closed;
assert.equal(code, 1008);
assert.match(String(reason), /keep your keys/);
console.log('ok refused');

await refused(url, { headers, origin: 'https://evil.example' }, 400);
await refused(`${url}/elsewhere`, { headers }, 403);
await refused(url, { headers: { Authorization: 'Bearer nobody' } }, 401);
await refused(url.replace('/chat/chat', '/llm/v1/models'), { headers }, 400);
const page = await open({ origin: 'https://chat.example' });
assert.equal(await ask(page, 'from a page'), 'echo from a page');
// Whose page asks is the gateway's business; what the target reads is about the gateway.
assert.notEqual(JSON.parse(await ask(page, 'who?')).origin, 'https://chat.example');
page.close(1000);
await once(page, 'close');
console.log('ok opened for whom it may');

// SPDX-License-Identifier: Apache-2.0
// A target with WebSockets for a system test: says its port, answers messages, ends with its standard input.
import { WebSocketServer } from 'ws';

// Offers compression, as many servers do.
const server = new WebSocketServer({ host: '127.0.0.1', port: 0, path: '/chat', perMessageDeflate: true });

server.on('connection', (socket, request) => {
  const { headers } = request;
  socket.on('message', (message, isBinary) => {
    const text = message.toString();
    console.log(`heard ${text}`);
    if (text === 'who?') {
      socket.send(
        JSON.stringify({
          known: headers.authorization === `Bearer ${process.env.CHAT_SECRET}`,
          said: headers.authorization,
          origin: headers.origin,
          foreign: Object.keys(headers).filter((name) => /^(x-forwarded|x-remote|cookie|sec-websocket-ext)/.test(name)),
        }),
      );
    } else if (text === 'customer?') {
      socket.send('the first customer is jane.doe@example.com');
    } else {
      socket.send(`echo ${text}`, { binary: isBinary });
    }
  });
});
server.on('listening', () => console.log(`port ${server.address().port}`));
process.stdin.resume();
process.stdin.on('end', () => process.exit(0));

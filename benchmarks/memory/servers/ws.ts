import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import { announce } from '../../lib/announce.ts';
import { answerMemory } from './answer-memory.ts';

const server = new WebSocketServer({ host: '127.0.0.1', port: 0 }, () => {
  const { port } = server.address() as AddressInfo;
  announce(`ws://127.0.0.1:${port}/`);
});
server.on('connection', (socket) => {
  socket.on('error', console.error);
  socket.on('message', (data) => socket.send(data));
});
answerMemory(() => server.clients.size);

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Server } from 'socket.io';
import { announce } from '../../lib/announce.ts';

const http = createServer();
const server = new Server(http, { transports: ['websocket'], serveClient: false });
server.on('connection', (socket) => {
  socket.on('echo', (player: unknown, reply: (player: unknown) => void) => reply(player));
});
http.listen(0, '127.0.0.1', () => {
  const { port } = http.address() as AddressInfo;
  announce(`http://127.0.0.1:${port}`);
});

import { type AddressInfo, createServer } from 'node:net';
import { announce } from '../../lib/announce.ts';
import { answerMemory } from './answer-memory.ts';

let sessions = 0;
const server = createServer({ noDelay: true }, (socket) => {
  sessions++;
  socket.on('data', (bytes) => socket.write(bytes));
  socket.on('error', () => socket.destroy());
});
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  announce(`tcp://127.0.0.1:${port}`);
});
answerMemory(() => sessions);

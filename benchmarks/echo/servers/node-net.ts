import { type AddressInfo, createServer } from 'node:net';
import { announce } from '../../lib/announce.ts';

// The least that Node can do: bytes go back as they come, frames unseen. Nothing that reads frames
// can be faster than this.
const server = createServer({ noDelay: true }, (socket) => {
  socket.on('data', (bytes) => socket.write(bytes));
  socket.on('error', () => socket.destroy());
});
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  announce(`127.0.0.1:${port}`);
});

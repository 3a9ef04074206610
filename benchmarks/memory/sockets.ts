// Opens as many sockets as it is told to, and holds them.
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

const { hostname, port } = new URL(process.argv[2] ?? '');
const sockets: Socket[] = [];

process.on('disconnect', () => process.exit());
process.on('message', ({ open }: { open: number }) => {
  void openAll(open).then(() => process.send?.({ open: sockets.length }));
});
console.log(JSON.stringify({ ready: true }));

async function openAll(count: number): Promise<void> {
  // A few at a time, fewer than the server's backlog holds.
  for (let left = count; left > 0; left -= batch) {
    await Promise.all(Array.from({ length: Math.min(batch, left) }, openOne));
  }
}

async function openOne(): Promise<void> {
  const socket = connect({ host: hostname, port: Number(port) });
  // A server that ends a session makes the figure wrong: better no figure.
  socket.on('error', (error) => console.error(error.message));
  socket.on('close', () => process.exit(1));
  await once(socket, 'connect');
  sockets.push(socket);
}

const batch = 100;

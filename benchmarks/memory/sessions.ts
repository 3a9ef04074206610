// Opens as many sessions as it is told to with our own client, and holds them.
import { connect, message, raw, Router, type Session } from '@net/core';
import { packets } from '@net/packet';
import { idleTransports } from './transports.ts';

const [address = '', mode] = process.argv.slice(2);
const Touch = message(1, raw());
const stack = {
  transports: idleTransports(mode !== 'no-batch'),
  protocol: packets(),
  router: new Router(),
};
const sessions: Session[] = [];

process.on('disconnect', () => process.exit());
process.on('message', ({ open }: { open: number }) => {
  void openAll(open).then(() => process.send?.({ open: sessions.length }));
});
console.log(JSON.stringify({ ready: true }));

async function openAll(count: number): Promise<void> {
  // A few at a time, fewer than the server's backlog holds.
  for (let left = count; left > 0; left -= batch) {
    await Promise.all(Array.from({ length: Math.min(batch, left) }, openOne));
  }
}

async function openOne(): Promise<void> {
  const session = await connect(address, stack);
  // A server that ends a session makes the figure wrong: better no figure.
  void session.closed.then(({ error }) => {
    console.error(error?.message);
    process.exit(1);
  });
  // A KCP server knows of nobody who has not sent anything.
  if (address.startsWith('kcp:')) session.send(Touch, nothing);
  sessions.push(session);
}

const batch = 100;
const nothing = new Uint8Array(1);

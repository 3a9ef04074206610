// Opens as many sessions as it is told to and holds them: `held-sessions.ts <address> <folder of the certificate>`.
import { connect, Router, type Session } from '@net/core';
import { packets } from '@net/packet';
import { secureClient } from '../secure.ts';

const [address = '', folder = ''] = process.argv.slice(2);
const stack = {
  transports: [await secureClient(address, folder)],
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
  for (let i = 0; i < count; i++) {
    const session = await connect(address, stack);
    // A server that ends a session makes the figure wrong: better no figure.
    void session.closed.then(({ error }) => {
      console.error(error?.message);
      process.exit(1);
    });
    sessions.push(session);
  }
}

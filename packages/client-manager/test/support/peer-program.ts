// The far end in a process of its own: `peer-program.ts <role> [address]`. Says `ready <address>`, or
// `failed <code>`.
import { connect, type Connection, handshake, NetError, Router, serve } from '@net/core';
import { packets } from '@net/packet';
import { tcp } from '@net/transport-tcp';
import { HEARTBEAT_MS, PatientPeer } from './patient-peer.ts';
import { Echo } from './scene.ts';

const [role = '', address = 'tcp://127.0.0.1:0'] = process.argv.slice(2);
const transport = tcp();
const router = new Router().handle(Echo, (value) => value);
const stack = { transports: [transport], protocol: packets(), router };
const open = (connection: Connection): PatientPeer => new PatientPeer(connection);

const roles = new Map<string, () => Promise<string>>([
  ['server', async () => (await serve(address, stack)).address],
  [
    'server on call',
    async () => {
      process.stdin.once('data', () => void serveWhenFree());
      return address;
    },
  ],
  [
    'client',
    async () => {
      const control = handshake({ heartbeatMs: HEARTBEAT_MS });
      const session = await connect(address, { ...stack, control });
      return session.remote;
    },
  ],
  ['patient server', async () => (await transport.listen(address, open)).address],
  [
    'patient client',
    async () => {
      const dialled = new Map<Connection, PatientPeer>();
      const connection = await transport.dial(address, (opened) => {
        const peer = open(opened);
        dialled.set(opened, peer);
        return peer;
      });
      dialled.get(connection)?.hello(HEARTBEAT_MS);
      return connection.remote;
    },
  ],
]);

/** While nobody listens another program of this machine may dial from that port, for a moment. */
async function serveWhenFree(): Promise<void> {
  try {
    await serve(address, stack);
  } catch (error) {
    if (!(error instanceof NetError) || error.code !== 'ADDRESS_IN_USE') throw error;
    setImmediate(() => void serveWhenFree());
  }
}

// The timers of sessions keep no process alive.
setInterval(() => {}, 60_000);
try {
  console.log(`ready ${await roles.get(role)?.()}`);
} catch (error) {
  if (!(error instanceof NetError)) throw error;
  console.log(`failed ${error.code}`);
}

import { afterEach, describe, expect, it } from '@jest/globals';
import { masked } from '../support/raw-peer.ts';
import { Scene } from '../support/scene.ts';
import { BATCH, openMany } from './support/attackers.ts';
import { ServerProcess, type Setup, type State } from './support/server-process.ts';

const scene = new Scene();
afterEach(() => scene.close());

const ATTACKERS = 2000;
const MOST_EACH = 10 * 1024;
/** The attackers are slow to open, all of them in one process. */
const PATIENT = { handshakeTimeoutMs: 60_000 };
const PACKET_HEADER = Buffer.from('0010001300000001010000000000000000000000100000', 'hex');

describe('two thousand WebSockets on which an announced MiB does not come', () => {
  it('cost at most 10 KiB each, and end in time with FRAME_TIMEOUT, where it is a packet', async () => {
    const server = await start({ ws: PATIENT, limits: { frameTimeoutMs: 4000 } });
    const peers = await openMany(scene, server.address, ATTACKERS, [BATCH]);
    const before = await server.ask({ kind: 'state' });
    const startMs = performance.now();
    for (const peer of peers) peer.send(masked('82', PACKET_HEADER));
    const during = await server.ask({
      kind: 'received',
      bytes: ATTACKERS * PACKET_HEADER.length,
    });
    const after = await server.ask({ kind: 'sessions', most: 0 });
    expect(performance.now() - startMs).toBeLessThan(withRoom(4000 + 1000));
    expect(after.ends).toEqual({ FRAME_TIMEOUT: ATTACKERS });
    expect(growth(before, during)).toBeLessThan(MOST_EACH);
    await Promise.all(peers.map((peer) => peer.untilClosed()));
    expect(peers.filter(({ hex }) => !hex.endsWith(FRAME_TIMEOUT_CLOSE))).toEqual([]);
  }, 60_000);

  it('cost at most 10 KiB each, and end in time, where it is a message', async () => {
    const server = await start({ ws: { ...PATIENT, heartbeatIntervalMs: 2000 } });
    const peers = await openMany(scene, server.address, ATTACKERS);
    const before = await server.ask({ kind: 'state' });
    const startMs = performance.now();
    for (const peer of peers) peer.send('82 ff 0000000000100000 01020304 00');
    await Promise.all(peers.map((peer) => peer.untilHex(PING)));
    const during = await server.ask({ kind: 'state' });
    const after = await server.ask({ kind: 'sessions', most: 0 });
    expect(performance.now() - startMs).toBeLessThan(withRoom(2 * 2000 + 1000));
    // Silent for too long, or too slow with what it began: which comes first is a matter of the look.
    const { HEARTBEAT_TIMEOUT: silent = 0, FRAME_TIMEOUT: slow = 0, ...others } = after.ends;
    expect([silent + slow, others]).toEqual([ATTACKERS, {}]);
    expect(growth(before, during)).toBeLessThan(MOST_EACH);
  }, 60_000);
});

async function start(setup: Setup): Promise<ServerProcess> {
  const server = await ServerProcess.start(setup);
  scene.after(() => server.kill());
  return server;
}

/** What one attacker has cost, in bytes, counted in the way that makes it more. */
function growth(before: State, after: State): number {
  const heapBytes = after.heapBytes - before.heapBytes;
  const residentBytes = after.residentBytes - before.residentBytes;
  return Math.max(heapBytes, residentBytes) / ATTACKERS;
}

/** A time for a machine that has other things to do, far from that of other timeouts. */
function withRoom(ms: number): number {
  return 4 * ms;
}

/** 1002 and the name of the code. */
const FRAME_TIMEOUT_CLOSE = `880f03ea${Buffer.from('FRAME_TIMEOUT').toString('hex')}`;
const PING = '8900';

import { afterEach, describe, expect, it } from '@jest/globals';
import { connect, handshake, type Session, serve, type Server } from '@net/core';
import { packets } from '@net/packet';
import { tcpChaosProxy } from '@net/testing';
import { tcp } from '@net/transport-tcp';
import { StallWatch } from '../support/stall-watch.ts';

const HEARTBEAT_MS = 500;
const stack = { transports: [tcp()], protocol: packets() };
const endings: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const end of endings.splice(0).toReversed()) await end();
});

describe('a session whose link carries nothing any more', () => {
  it('is ended at both ends by the heartbeat, without a word from the network', async () => {
    const { client, session, proxy } = await pair();
    const watch = watchStalls();
    const startMs = performance.now();
    proxy.cut();
    const ends = await Promise.all([client.closed, session.closed]);
    expect(ends.map(({ code }) => code)).toEqual(['HEARTBEAT_TIMEOUT', 'HEARTBEAT_TIMEOUT']);
    expect(performance.now() - startMs - watch.totalMs).toBeLessThan(2.2 * HEARTBEAT_MS);
  });

  it('is ended where only one direction is cut', async () => {
    const { client, session, proxy } = await pair();
    const watch = watchStalls();
    const startMs = performance.now();
    proxy.down.cut();
    expect(await client.closed).toMatchObject({ code: 'HEARTBEAT_TIMEOUT' });
    expect(performance.now() - startMs - watch.totalMs).toBeLessThan(2.2 * HEARTBEAT_MS);
    // What the client said of it still went up.
    expect(await session.closed).toMatchObject({ code: 'HEARTBEAT_TIMEOUT' });
  });

  it('survives a process that stands still for three seconds', async () => {
    const { client, session } = await pair();
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 3000);
    let isOver = false;
    void Promise.race([client.closed, session.closed]).then(() => (isOver = true));
    await new Promise((resolve) => setTimeout(resolve, 3 * HEARTBEAT_MS));
    expect(isOver).toBe(false);
    expect(client.roundTripMs ?? session.roundTripMs).toBeGreaterThanOrEqual(0);
  });
});

async function pair() {
  let accept!: (session: Session) => void;
  const accepted = new Promise<Session>((resolve) => (accept = resolve));
  const server: Server = await serve('tcp://127.0.0.1:0', { ...stack, onSession: accept });
  endings.push(() => server.close({ signal: AbortSignal.abort() }));
  const proxy = await tcpChaosProxy(server.address);
  endings.push(() => proxy.close());
  const control = handshake({ heartbeatMs: HEARTBEAT_MS });
  const client = await connect(proxy.address, { ...stack, control });
  endings.push(async () => client.abort());
  return { client, session: await accepted, proxy };
}

function watchStalls(): StallWatch {
  const watch = new StallWatch();
  endings.push(async () => watch.stop());
  return watch;
}

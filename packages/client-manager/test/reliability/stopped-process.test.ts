import { afterEach, describe, expect, it } from '@jest/globals';
import { connect, handshake, Router, serve, type Session } from '@net/core';
import { packets } from '@net/packet';
import { tcp } from '@net/transport-tcp';
import { ChildProgram } from '../support/child-program.ts';
import { HEARTBEAT_MS, PatientPeer } from '../support/patient-peer.ts';
import { Echo } from '../support/scene.ts';
import { StallWatch } from '../support/stall-watch.ts';

const transport = tcp();
const router = new Router().handle(Echo, (value) => value);
const stack = { transports: [transport], protocol: packets(), router };
const STILL_MS = 3000;
const ends: (() => Promise<unknown>)[] = [];
/** Where there is no SIGSTOP there is nothing to show. */
const describeWhereProcessesStop = process.platform === 'win32' ? describe.skip : describe;

afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

describeWhereProcessesStop('a session whose peer is stopped by SIGSTOP', () => {
  it('ends at the client within two heartbeats', async () => {
    const server = await start('server');
    const client = await dial(server.address);
    const watch = watchStalls();
    const startMs = performance.now();
    server.stop();
    expect(await client.closed).toMatchObject({ code: 'HEARTBEAT_TIMEOUT', initiator: 'local' });
    expect(performance.now() - startMs - watch.totalMs).toBeLessThan(2.2 * HEARTBEAT_MS);
  });

  it('ends at the server within two heartbeats', async () => {
    const { address, accepted } = await listen();
    const client = await start('client', address);
    const session = await accepted;
    const watch = watchStalls();
    const startMs = performance.now();
    client.stop();
    expect(await session.closed).toMatchObject({ code: 'HEARTBEAT_TIMEOUT', initiator: 'local' });
    expect(performance.now() - startMs - watch.totalMs).toBeLessThan(2.2 * HEARTBEAT_MS);
  });
});

describeWhereProcessesStop('a session that was stopped itself, for three seconds', () => {
  it('does not take it for the silence of its server', async () => {
    const { address, accepted } = await listenPatiently();
    const client = await start('client', address);
    await survives(client, await accepted);
  });

  it('does not take it for the silence of its client', async () => {
    const server = await start('server');
    const peer = await dialPatiently(server.address);
    await survives(server, peer);
  });
});

describe('a session whose own process is busy for three seconds', () => {
  it('does not take it for the silence of its server', async () => {
    const server = await start('patient server');
    const client = await dial(server.address);
    standStill();
    expect(await endWithin(client, 3 * HEARTBEAT_MS)).toBeUndefined();
    await expect(client.request(Echo, 'still here')).resolves.toBe('still here');
  });

  it('does not take it for the silence of its client', async () => {
    const { address, accepted } = await listen();
    await start('patient client', address);
    const session = await accepted;
    standStill();
    expect(await endWithin(session, 3 * HEARTBEAT_MS)).toBeUndefined();
    await expect(session.request(Echo, 'still here')).resolves.toBe('still here');
  });
});

function start(...args: readonly string[]): Promise<ChildProgram> {
  return ChildProgram.start(args, (end) => ends.push(end));
}

async function dial(address: string): Promise<Session> {
  const control = handshake({ heartbeatMs: HEARTBEAT_MS });
  const client = await connect(address, { ...stack, control });
  ends.push(async () => client.abort());
  return client;
}

/** A server, and the first session that it accepts. */
async function listen() {
  const { promise: accepted, resolve } = opening<Session>();
  const server = await serve('tcp://127.0.0.1:0', { ...stack, onSession: resolve });
  ends.push(() => server.close({ signal: AbortSignal.abort() }));
  return { address: server.address, accepted };
}

async function listenPatiently() {
  const { promise: accepted, resolve } = opening<PatientPeer>();
  const listener = await transport.listen('tcp://127.0.0.1:0', (connection) => {
    ends.push(async () => connection.abort());
    const peer = new PatientPeer(connection);
    resolve(peer);
    return peer;
  });
  ends.push(() => listener.close());
  return { address: listener.address, accepted };
}

async function dialPatiently(address: string): Promise<PatientPeer> {
  const { promise: opened, resolve } = opening<PatientPeer>();
  const connection = await transport.dial(address, (connection) => {
    const peer = new PatientPeer(connection);
    resolve(peer);
    return peer;
  });
  ends.push(async () => connection.abort());
  const peer = await opened;
  peer.hello(HEARTBEAT_MS);
  return peer;
}

/** A promise of what will be opened. */
function opening<T>() {
  let resolve!: (opened: T) => void;
  const promise = new Promise<T>((settle) => (resolve = settle));
  return { promise, resolve };
}

/** Stop `program` in the midst of its heartbeats: afterwards it pings as before, and answers. */
async function survives(program: ChildProgram, peer: PatientPeer): Promise<void> {
  await peer.until(() => peer.pings >= 1);
  program.stop();
  await new Promise((resolve) => setTimeout(resolve, STILL_MS));
  const before = peer.pings;
  program.resume();
  await peer.until(() => peer.pings >= before + 3);
  await peer.ask(Echo.type);
}

function standStill(): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, STILL_MS);
}

/** How `session` ends, if it does in this time. */
function endWithin(session: Session, ms: number): Promise<unknown> {
  const time = new Promise<undefined>((resolve) => setTimeout(() => resolve(undefined), ms));
  return Promise.race([session.closed, time]);
}

function watchStalls(): StallWatch {
  const watch = new StallWatch();
  ends.push(async () => watch.stop());
  return watch;
}

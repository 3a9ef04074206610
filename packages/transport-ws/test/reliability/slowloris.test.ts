import { afterEach, describe, expect, it } from '@jest/globals';
import { call, connect, raw, Router, serve, type Server, type Session } from '@net/core';
import { packets } from '@net/packet';
import { CertificateAuthority } from '@net/testing';
import { ws } from '../../src/index.ts';
import { masked, RawPeer, upgradeRequest } from '../support/raw-peer.ts';
import { Scene } from '../support/scene.ts';
import { BATCH, openMany } from './support/attackers.ts';

const scene = new Scene();
afterEach(() => scene.close());

const Echo = call(1, raw(), raw());
const OF_EACH_KIND = 70;
const TIMEOUT_MS = 2000;
const BYTE_EVERY_MS = 100;
/** A timeout and the wait for an answer to the close, times over: the machine has other work. */
const TIMELY_MS = 5 * 2 * TIMEOUT_MS;
const identity = new CertificateAuthority().issue(['127.0.0.1']);

describe('two hundred attackers who send a byte now and then', () => {
  it('are all closed in time, and take nothing from who is served', async () => {
    const refusals: string[] = [];
    const ends: string[] = [];
    const server = await start(refusals, ends);
    const [plain = '', secure = ''] = server.addresses;
    const control = await connect(secure, stack(refusals));
    scene.after(() => control.close());
    const upgrading = await connectMany(plain, OF_EACH_KIND);
    const shakingHands = await connectMany(secure, OF_EACH_KIND);
    const framing = await openMany(scene, plain, OF_EACH_KIND, [BATCH]);
    const startMs = performance.now();
    const attackers = [
      ...upgrading.map((peer) => trickle(peer, Buffer.from(upgradeRequest('/')), 1)),
      ...shakingHands.map((peer) => trickle(peer, CLIENT_HELLO, 1)),
      ...framing.map((peer) => trickle(peer, MESSAGES_OF_ONE_BYTE, 7)),
    ];
    let isOver = false;
    const attack = Promise.all(attackers).then(() => (isOver = true));
    const answered = await keepAsking(control, () => isOver);
    await attack;
    expect(performance.now() - startMs).toBeLessThan(TIMELY_MS);
    expect(refusals).toEqual(Array.from({ length: 2 * OF_EACH_KIND }, () => 'HANDSHAKE_TIMEOUT'));
    expect(ends).toEqual(Array.from({ length: OF_EACH_KIND }, () => 'FRAME_TIMEOUT'));
    expect(answered).toBeGreaterThan(0);
    expect(server.sessions.size).toBe(1);
  }, 60_000);
});

async function start(refusals: string[], ends: string[]): Promise<Server> {
  const server = await serve(['ws://127.0.0.1:0', 'wss://127.0.0.1:0'], {
    ...stack(refusals),
    router: new Router().handle(Echo, (body) => body),
    limits: { frameTimeoutMs: TIMEOUT_MS },
    onSession: ({ closed }) => void closed.then(({ code }) => ends.push(code)),
  });
  scene.after(() => server.close());
  return server;
}

function stack(refusals: string[]) {
  const transport = ws({
    handshakeTimeoutMs: TIMEOUT_MS,
    closeTimeoutMs: TIMEOUT_MS,
    tls: { ...identity, rejectUnauthorized: false },
    onAcceptError: ({ code }) => refusals.push(code),
  });
  return { transports: [transport], protocol: packets() };
}

async function connectMany(address: string, count: number): Promise<RawPeer[]> {
  const sockets = Array.from({ length: count }, () => scene.socket(address));
  return (await Promise.all(sockets)).map((socket) => new RawPeer(socket));
}

/** Send `bytes`, so many at a time, until the other end has had enough. */
async function trickle(peer: RawPeer, bytes: Buffer, step: number): Promise<void> {
  let at = 0;
  const timer = setInterval(() => {
    peer.socket.write(bytes.subarray(at, at + step));
    at += step;
  }, BYTE_EVERY_MS);
  try {
    await peer.untilClosed();
  } finally {
    clearInterval(timer);
  }
}

/** Ask one thing after the other. An answer that is wrong or missing fails the test. */
async function keepAsking(session: Session, isOver: () => boolean): Promise<number> {
  let answered = 0;
  for (; !isOver(); answered++) {
    const body = Buffer.from(String(answered));
    expect(Buffer.compare(await session.request(Echo, body), body)).toBe(0);
  }
  return answered;
}

/** The head of a TLS record of 512 bytes that begins a handshake, and zeros. */
const CLIENT_HELLO = Buffer.concat([
  Buffer.from('1603010200010001fc0303', 'hex'),
  Buffer.alloc(506),
]);
/** A packet of 1,000 bytes, each in a message of its own. */
const MESSAGES_OF_ONE_BYTE = Buffer.from(
  masked('82', Buffer.of(0)).repeat(2) +
    masked('82', Buffer.of(3)) +
    masked('82', Buffer.of(0xe8)) +
    masked('82', Buffer.of(0)).repeat(1000),
  'hex',
);

import { afterEach, describe, expect, it } from '@jest/globals';
import { rejection, seededRandom } from '@net/testing';
import { Kind, payloadOf, writeDatagram, writeHello } from '../src/datagram.ts';
import { udp } from '../src/index.ts';
import { bytes } from './support/hex.ts';
import { ID } from './support/reception.ts';
import { type Peer, Scene } from './support/scene.ts';

const scene = new Scene();
afterEach(() => scene.close());

describe('UdpListener', () => {
  it('serves many peers on one socket', async () => {
    const transport = udp();
    const bound = await scene.listen(transport);
    const ends = await Promise.all(
      Array.from({ length: 20 }, () => scene.dial(transport, bound.address)),
    );
    for (const [index, end] of ends.entries()) end.send(`I am ${index}`);
    for (const accepted of bound.accepted) {
      await accepted.until(() => accepted.receivedBytes > 0);
      accepted.connection.send(accepted.received);
    }
    for (const [index, end] of ends.entries()) {
      await end.until(() => end.receivedBytes > 0);
      expect(end.received.toString()).toBe(`I am ${index}`);
    }
    const locals = new Set(bound.accepted.map(({ connection }) => connection.local));
    expect([...locals]).toEqual([bound.address]);
  });

  it('gives IPv4 peers of a listener on [::] their IPv4 names', async () => {
    const transport = udp();
    const bound = await scene.listen(transport, 'udp://[::]:0');
    const port = bound.address.split(':').at(-1);
    await scene.dial(transport, `udp://127.0.0.1:${port}`);
    await scene.dial(transport, `udp://[::1]:${port}`);
    const remotes = [await bound.next(), await bound.next()].map((end) => end.connection.remote);
    expect(remotes).toEqual([
      expect.stringMatching(/^udp:\/\/127\.0\.0\.1:\d+$/),
      expect.stringMatching(/^udp:\/\/\[::1\]:\d+$/),
    ]);
  });

  it.each(['udp://224.0.0.1:0', 'udp://[ff02::1]:0', 'udp://255.255.255.255:0', 'udp://:0'])(
    'refuses to listen on %s',
    async (address) => {
      const error = await rejection(scene.listen(udp(), address));
      expect(error).toMatchObject({ code: 'BAD_ADDRESS' });
    },
  );

  it('says why it cannot listen on an address of another machine', async () => {
    const error = await rejection(scene.listen(udp(), 'udp://192.0.2.1:0'));
    expect(error).toMatchObject({ code: 'LISTEN_FAILED', cause: { code: 'EADDRNOTAVAIL' } });
  });

  it.each([
    ['a session', false],
    ['a plain session', true],
  ])('ends %s whose peer is silent for too long', async (_, plain) => {
    const transport = udp({ plain, keepAliveMs: false, idleTimeoutMs: 40 });
    const bound = await scene.listen(transport);
    const peer = await scene.socket();
    await (plain ? peer.send(bytes('01'), bound.address) : open(peer, bound.address));
    const end = await bound.next();
    expect(await end.untilClosed()).toMatchObject({
      code: 'IDLE_TIMEOUT',
      message: expect.stringContaining('40 ms'),
    });
  });

  it('keeps an idle session whose dialler asks now and then', async () => {
    const transport = udp({ idleTimeoutMs: 1000, keepAliveMs: 20 });
    const [dialled, accepted] = await scene.pair(transport);
    const silent = udp({ idleTimeoutMs: 1000, keepAliveMs: false });
    const [, forgotten] = await scene.pair(silent);
    await forgotten.untilClosed();
    expect([dialled.closes, accepted.closes]).toEqual([[], []]);
  });

  it('takes no more sessions than its limit, and says so', async () => {
    const transport = udp({ maxSessions: 1 });
    const bound = await scene.listen(transport);
    const first = await scene.dial(transport, bound.address);
    const error = await rejection(scene.dial(transport, bound.address));
    expect(error).toMatchObject({ code: 'CONNECTION_REFUSED' });
    await first.connection.close();
    await (await bound.next()).untilClosed();
    await scene.dial(transport, bound.address);
    expect(transport.stats().refused).toBe(1);
  });

  it('lets a dial wait for its turn when too many sessions are new', async () => {
    const transport = udp({ newSessionsPerSecond: 2 });
    const bound = await scene.listen(transport);
    const dials = [1, 2, 3, 4, 5].map(() => scene.dial(transport, bound.address));
    await Promise.all(dials);
    expect(bound.accepted).toHaveLength(5);
    expect(transport.stats().rateLimited).toBeGreaterThan(0);
  });

  it('takes no more sessions once it is closed, and keeps its socket for those it has', async () => {
    const transport = udp();
    const [dialled, accepted, bound] = await scene.pair(transport);
    await bound.listener.close();
    const refused = await rejection(scene.dial(transport, bound.address));
    expect(refused).toMatchObject({ code: 'CONNECTION_REFUSED' });
    dialled.send('still here');
    await accepted.untilReceived(10);
    expect(await rejection(scene.listen(transport, bound.address))).toMatchObject({
      code: 'ADDRESS_IN_USE',
    });
    await dialled.connection.close();
    await accepted.untilClosed();
    await scene.listen(transport, bound.address);
  });
});

describe('UdpListener under attack', () => {
  it('sends no more than it has received before a cookie comes back', async () => {
    const bound = await scene.listen(udp());
    const peer = await scene.socket();
    let sentBytes = 0;
    for (let count = 0; count < 200; count++) {
      const hello = writeHello({ idHigh: count, idLow: count });
      sentBytes += hello.length;
      await peer.send(hello, bound.address);
      await peer.send(hello.subarray(0, 1 + (count % 24)), bound.address);
    }
    await peer.nth(200);
    const received = peer.received.reduce((sum, { bytes: { length } }) => sum + length, 0);
    expect(received).toBe(sentBytes);
    expect(bound.accepted).toEqual([]);
  });

  it('makes no session of hellos from many addresses, and still serves its peers', async () => {
    const transport = udp();
    const [dialled, accepted, bound] = await scene.pair(transport);
    for (let host = 2; host < 22; host++) {
      const flood = await scene.socket(`127.0.0.${host}`);
      for (let count = 0; count < 50; count++) {
        await flood.send(writeHello({ idHigh: host, idLow: count }), bound.address);
      }
    }
    dialled.send('still here');
    await accepted.untilReceived(10);
    expect(bound.accepted).toHaveLength(1);
    await scene.dial(transport, bound.address);
  });

  it('lets nobody at another address close or feed a session, or open one by guessing', async () => {
    const transport = udp();
    const [dialled, accepted, bound] = await scene.pair(transport);
    const attacker = await scene.socket('127.0.0.9');
    const random = seededRandom(15);
    for (let count = 0; count < 2000; count++) {
      const guess = random.bytes(count % 2 === 0 ? 25 : 11);
      guess[0] = count % 2 === 0 ? Kind.Open : Kind.Close;
      await attacker.send(guess, bound.address);
      guess[0] = Kind.Data;
      await attacker.send(guess, dialled.connection.local);
    }
    dialled.send('still here');
    await accepted.untilReceived(10);
    expect([accepted.receivedBytes, dialled.receivedBytes]).toEqual([10, 0]);
    expect([accepted.closes, dialled.closes]).toEqual([[], []]);
    expect(bound.accepted).toHaveLength(1);
    expect(attacker.received).toEqual([]);
  });

  it('survives garbage of every length, and counts it', async () => {
    const transport = udp();
    const bound = await scene.listen(transport);
    const peer = await scene.socket();
    const random = seededRandom(16);
    for (let length = 0; length < 64; length++) {
      const garbage = random.bytes(length).fill(0x99, 0, 1);
      await peer.send(garbage, bound.address);
    }
    await peer.send(new Uint8Array(2049), bound.address);
    await open(peer, bound.address);
    expect(transport.stats()).toMatchObject({ malformed: 64, oversized: 1 });
    expect(bound.accepted).toHaveLength(1);
  });
});

/** Shake hands by hand. */
async function open(peer: Peer, address: string): Promise<void> {
  await peer.send(writeHello(ID), address);
  const challenge = await peer.nth(1);
  await peer.send(writeDatagram(Kind.Open, ID, payloadOf(challenge)), address);
  await peer.nth(2);
}

import { describe, expect, it } from '@jest/globals';
import { seededRandom } from '@net/testing';
import { isHandshake, readAnswer, writeOpen } from '../src/token-handshake.ts';
import { VirtualPort } from './support/virtual-port.ts';
import { World } from './support/world.ts';

const nonce = new Uint8Array(8).fill(9);

/** A client made by hand: what it asks, and what it is answered. */
function asker(world: World): {
  ask: (cookie: Uint8Array, conv?: number) => Uint8Array | undefined;
} {
  const port = new VirtualPort(world.network, { address: '10.0.0.7', port: 7 });
  let last: Uint8Array | undefined;
  port.use({ onDatagram: (bytes) => void (last = bytes), onRefused: () => {} });
  const ask = (cookie: Uint8Array, conv = 1): Uint8Array | undefined => {
    last = undefined;
    world.network.send('10.0.0.7:7', '10.0.0.1:1000', writeOpen({ nonce, cookie, conv }));
    world.clock.advance(0);
    return last;
  };
  return { ask };
}

describe('TokenGate', () => {
  it('gives a cookie first, and keeps nothing', () => {
    const world = new World({ security: 'token' });
    const answer = asker(world).ask(new Uint8Array(16));
    expect(readAnswer(answer ?? new Uint8Array(0), nonce)?.kind).toBe('retry');
    expect(world.accepted).toHaveLength(0);
  });

  it('opens one session for a cookie, however often it is shown', () => {
    const world = new World({ security: 'token' });
    const { ask } = asker(world);
    const retry = readAnswer(ask(new Uint8Array(16))!, nonce);
    const cookie = retry?.kind === 'retry' ? retry.cookie : new Uint8Array(16);
    const accepts = [ask(cookie), ask(cookie)].map((bytes) => readAnswer(bytes!, nonce));
    expect(accepts[0]).toMatchObject({ kind: 'accept' });
    expect(accepts[1]).toEqual(accepts[0]);
    expect(world.accepted).toHaveLength(1);
  });

  it('answers no more than ten thousand openings a second', () => {
    const world = new World({ security: 'token' });
    const { ask } = asker(world);
    const askMany = (count: number): number =>
      Array.from({ length: count }, () => ask(new Uint8Array(16))).filter(Boolean).length;
    expect(askMany(10_100)).toBe(10_000);
    world.clock.advance(10);
    expect(askMany(200)).toBe(100);
  });

  it('replaces the session of a peer that opens another', () => {
    const world = new World({ security: 'token' });
    const { ask } = asker(world);
    for (const conv of [1, 2]) {
      const retry = readAnswer(ask(new Uint8Array(16), conv)!, nonce);
      ask(retry?.kind === 'retry' ? retry.cookie : new Uint8Array(16), conv);
    }
    expect([world.accepted.length, world.server.closes]).toEqual([2, 1]);
  });

  it('drops datagrams without the token of their session', async () => {
    const world = new World({ security: 'token' });
    const client = await world.dial();
    const sample = world.clientPort.sent?.at(-1) ?? new Uint8Array(0);
    const random = seededRandom(1);
    for (let count = 0; count < 2000; count += 1) {
      const forged = sample.slice();
      forged.set(random.bytes(8));
      world.network.send('10.0.0.2:2000', '10.0.0.1:1000', forged);
    }
    world.network.send('10.0.0.8:8', '10.0.0.1:1000', sample);
    client.connection.send(new Uint8Array(3));
    world.clock.advance(100);
    expect([world.accepted.length, world.server.receivedBytes, world.server.closes]).toEqual([
      1, 3, 0,
    ]);
  });

  it('puts the token into each datagram of a session', async () => {
    const world = new World({ security: 'token' });
    await world.dial();
    const tokens = new Set(
      world.clientPort.sent
        ?.filter((bytes) => !isHandshake(bytes))
        .map((bytes) => Buffer.from(bytes.subarray(0, 8)).toString('hex')),
    );
    expect(tokens.size).toBe(1);
  });
});

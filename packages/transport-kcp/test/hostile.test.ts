import { describe, expect, it } from '@jest/globals';
import { NetError } from '@net/core';
import { type Random, seededRandom } from '@net/testing';
import { Command, SEGMENT_HEADER_BYTES, SegmentHeader, writeInt32 } from '../src/segment.ts';
import { COOKIE_BYTES, writeOpen } from '../src/token-handshake.ts';
import type { KcpOptions } from '../src/options.ts';
import { VirtualPort } from './support/virtual-port.ts';
import { type End, World } from './support/world.ts';

/** How many forged segments: a million in a nightly run. */
const FORGED = Number(process.env['KCP_FORGED'] ?? 60_000);
const ATTACKER = { address: '10.9.9.9', port: 666 } as const;

describe('a session that is attacked from its peer’s address', () => {
  it('delivers whole messages in order, whatever is forged, or ends', async () => {
    let forged = 0;
    for (let seed = 1; forged < FORGED; seed += 1) forged += await attack(seed, FORGED - forged);
    expect(forged).toBe(FORGED);
  }, 600_000);
});

describe('a listener that is attacked from elsewhere', () => {
  it.each<[string, KcpOptions]>([
    ['compatible', {}],
    ['token', { security: 'token' }],
  ])(
    'closes and feeds no session of others (%s)',
    async (_, options) => {
      const world = new World(options);
      const client = await world.dial();
      const random = seededRandom(5, 'forger');
      for (let count = 0; count < FORGED / 10; count += 1) {
        world.network.send('10.9.9.9:666', '10.0.0.1:1000', forge(world, random));
        world.network.send('10.9.9.9:666', '10.0.0.2:2000', random.bytes(random.below(100)));
        if (count % 50 === 0) world.clock.advance(10);
      }
      client.connection.send(new Uint8Array([1, 2, 3]));
      world.clock.advance(100);
      expect(world.server.bytes).toEqual(Buffer.from([1, 2, 3]));
      expect([client.closes, world.server.closes]).toEqual([0, 0]);
    },
    60_000,
  );
});

describe('a listener asked under forged addresses', () => {
  it('sends at most three times what it has received before the peer is proven', () => {
    const world = new World({ streamMode: false });
    const network = world.network;
    const victim = new VirtualPort(network, ATTACKER);
    let received = 0;
    victim.use({ onDatagram: (bytes) => void (received += bytes.length), onRefused: () => {} });
    const opening = push(7, 0, new Uint8Array(10));
    network.send('10.9.9.9:666', '10.0.0.1:1000', opening);
    world.clock.advance(20);
    world.server.connection.send(new Uint8Array(100_000));
    world.clock.advance(60_000);
    expect(received).toBeGreaterThan(0);
    expect(received).toBeLessThanOrEqual(3 * opening.length);
    expect(world.server.error).toMatchObject({ code: 'CONNECTION_LOST' });
  });

  it('sends no more than it has received, and keeps nothing, with security token', () => {
    const world = new World({ security: 'token' });
    const nonce = new Uint8Array(8).fill(9);
    let received = 0;
    let sent = 0;
    for (let port = 1; port <= 1000; port += 1) {
      const forged = new VirtualPort(world.network, { address: '10.9.9.9', port });
      forged.use({ onDatagram: (bytes) => void (received += bytes.length), onRefused: () => {} });
      const open = writeOpen({ nonce, cookie: new Uint8Array(COOKIE_BYTES), conv: port });
      sent += open.length;
      world.network.send(`10.9.9.9:${port}`, '10.0.0.1:1000', open);
    }
    world.clock.advance(1000);
    expect(received).toBeGreaterThan(0);
    expect(received).toBeLessThanOrEqual(sent);
    expect(world.accepted).toHaveLength(0);
  });

  it('opens no more half-open sessions than its limits say', () => {
    const world = new World({ maxHalfOpen: 5, newSessionsPerSecond: false });
    for (let count = 0; count < 1000; count += 1) {
      world.network.send(
        `10.1.${count >> 8}.${count & 255}:9`,
        '10.0.0.1:1000',
        push(count + 1, 0, new Uint8Array(1)),
      );
    }
    world.clock.advance(100);
    expect(world.accepted).toHaveLength(5);
    world.clock.advance(30_000);
    expect(world.accepted.map(({ closes }) => closes)).toEqual([1, 1, 1, 1, 1]);
  });

  it('opens no more sessions a second than its limits say', () => {
    const world = new World({ newSessionsPerSecond: 10 });
    for (let count = 0; count < 1000; count += 1) {
      world.network.send(
        `10.1.${count >> 8}.${count & 255}:9`,
        '10.0.0.1:1000',
        push(count + 1, 0, new Uint8Array(1)),
      );
    }
    world.clock.advance(1);
    expect(world.accepted).toHaveLength(20);
  });
});

/**
 * Forge datagrams to the client until there are `most` or its session ends: by a message that cannot
 * end, or because the server lacks what was acknowledged in its name.
 *
 * @returns how many were forged.
 */
async function attack(seed: number, most: number): Promise<number> {
  const world = new World({ streamMode: false }, { delayMs: 5 }, seed);
  const client = await world.dial();
  const random = seededRandom(seed, 'forger');
  let sent = 0;
  let delivered = 0;
  let forged = 0;
  for (; forged < most && client.closes === 0; forged += 1) {
    if (forged % 50 === 0) world.clock.advance(10);
    if (forged % 500 === 0) client.connection.send(numbered(sent++));
    world.network.send('10.0.0.1:1000', '10.0.0.2:2000', forge(world, random));
    delivered = checkNumbers(world.server, delivered);
  }
  if (client.error !== undefined && !(client.error instanceof NetError)) throw client.error;
  if (delivered > sent) throw new Error(`${delivered} of ${sent} messages were delivered`);
  return forged;
}

/** A segment that may be anything, most often close to what the peer could have sent. */
function forge(world: World, random: Random): Uint8Array {
  const real = world.serverPort.sent?.at(-1 - random.below(20));
  const bytes =
    real !== undefined && random.chance(0.8) ? real.slice() : random.bytes(24 + random.below(40));
  world.serverPort.sent?.splice(0, Math.max(0, world.serverPort.sent.length - 20));
  const mutations = 1 + random.below(3);
  for (let index = 0; index < mutations; index += 1) {
    const at = 4 + random.below(Math.max(1, Math.min(bytes.length, SEGMENT_HEADER_BYTES) - 4));
    bytes[at] = random.chance(0.5) ? random.below(256) : bytes[at]! ^ (1 << random.below(8));
  }
  if (random.chance(0.2)) writeInt32(bytes, 16, random.below(2 ** 32));
  return bytes;
}

function push(conv: number, sn: number, data: Uint8Array): Uint8Array {
  const header = new SegmentHeader();
  Object.assign(header, { conv, cmd: Command.PUSH, wnd: 128, sn, len: data.length });
  const bytes = new Uint8Array(SEGMENT_HEADER_BYTES + data.length);
  header.write(bytes, 0);
  bytes.set(data, SEGMENT_HEADER_BYTES);
  return bytes;
}

function numbered(value: number): Uint8Array {
  const bytes = new Uint8Array(2000);
  writeInt32(bytes, 0, value);
  return bytes;
}

/** Whatever is acknowledged to the client by force, the server gets messages in order and whole. */
function checkNumbers(server: End, from: number): number {
  for (let index = from; index < server.received.length; index += 1) {
    const message = server.received[index];
    if (message?.length !== 2000 || Buffer.from(message).readInt32LE(0) !== index) {
      throw new Error(`message ${index} is another`);
    }
  }
  return server.received.length;
}

import { describe, expect, it } from '@jest/globals';
import { type DatagramFaults, seededRandom } from '@net/testing';
import type { KcpOptions } from '../src/options.ts';
import { type End, World } from './support/world.ts';

/** How many seeds: more of them in a nightly run. */
const SEEDS = Number(process.env['KCP_SEEDS'] ?? 60);

const NETWORKS: readonly DatagramFaults[] = [0.01, 0.05, 0.2].flatMap((loss) => [
  { loss, duplicate: 0.01, corrupt: 0.01 },
  { loss, duplicate: 0.01, corrupt: 0.01, delayMs: 20, jitterMs: 20, reorder: 0.05 },
  { loss, duplicate: 0.01, corrupt: 0.01, delayMs: 50, jitterMs: 100, reorder: 0.05 },
]);
/** Corruption is for a checksum to find: each of them has one. */
const OPTIONS: readonly KcpOptions[] = [
  { crypt: 'none', streamMode: false },
  { crypt: 'aes-gcm', key: new Uint8Array(16), dataShards: 4, parityShards: 2, parityDelayMs: 20 },
  { crypt: 'none', behavior: 'c', nodelay: 2, streamMode: false },
  { crypt: 'none', security: 'token', nc: 0, ackNoDelay: true },
  { crypt: 'none', nodelay: 0, resend: 0, writeDelay: true, sndwnd: 32, mtu: 600 },
];

describe('two sessions over a bad network', () => {
  it('deliver everything once, in order, without a stall, whatever the seed', async () => {
    for (let seed = 1; seed <= SEEDS; seed += 1) await converse(seed);
    expect(SEEDS).toBeGreaterThan(0);
  }, 600_000);

  it('use at least 35 % of a link that loses a fifth', async () => {
    const bytesPerSecond = 1_000_000;
    const link = { loss: 0.2, delayMs: 30, bytesPerSecond };
    const world = new World({ sndwnd: 512, rcvwnd: 512 }, link);
    const client = await world.dial();
    const startMs = world.clock.now();
    client.connection.send(new Uint8Array(4_000_000));
    expect(world.passUntil(() => world.server.receivedBytes === 4_000_000, 12_000)).toBe(true);
    const seconds = (world.clock.now() - startMs) / 1000;
    expect(4_000_000 / seconds / bytesPerSecond).toBeGreaterThan(0.35);
  });
});

async function converse(seed: number): Promise<void> {
  const options = OPTIONS[seed % OPTIONS.length];
  const faults = NETWORKS[seed % NETWORKS.length];
  const world = new World(options, faults, seed);
  const random = seededRandom(seed, 'messages');
  const client = await world.dial();
  const server = world.server;
  const sent = { client: messages(random.below(40), random), server: messages(40, random) };
  for (const message of sent.client) client.connection.send(message);
  for (const message of sent.server) server.connection.send(message);
  const isThere = (): boolean => holds(server, sent.client) && holds(client, sent.server);
  if (!world.passUntil(isThere, 120_000)) throw new Error(`seed ${seed}: not all has arrived`);
  if (stallMs(client) > 10_000 || stallMs(server) > 10_000)
    throw new Error(`seed ${seed}: stalled`);
  void client.connection.close();
  void server.connection.close();
  world.passUntil(() => client.closes + server.closes === 2, 20_000);
  if (client.error ?? server.error)
    throw new Error(`seed ${seed}: ${String(client.error ?? server.error)}`);
  void world.listener.close();
  world.clock.advance(10_000);
  if (world.clock.timers > 0)
    throw new Error(`seed ${seed}: ${world.clock.timers} timers are left`);
}

const SAMPLE = seededRandom(0).bytes(64_000);

function messages(count: number, random: ReturnType<typeof seededRandom>): Uint8Array[] {
  return Array.from({ length: count }, () => {
    const start = random.below(60_000);
    return SAMPLE.slice(start, start + random.below(4000));
  });
}

function holds(end: End, expected: readonly Uint8Array[]): boolean {
  if (end.receivedBytes < expected.reduce((sum, { length }) => sum + length, 0)) return false;
  if (Buffer.compare(end.bytes, Buffer.concat(expected)) !== 0)
    throw new Error('other bytes than were sent');
  if (end.connection.kind === 'stream') return true;
  return end.received.length === expected.length;
}

/** The longest time between two arrivals. */
function stallMs({ receivedAtMs }: End): number {
  return receivedAtMs.reduce(
    (most, at, index) => Math.max(most, at - (receivedAtMs[index - 1] ?? at)),
    0,
  );
}

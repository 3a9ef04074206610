import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, describe, expect, it } from '@jest/globals';
import { connect, handshake, MessageKind, NetError, Router, type Session } from '@net/core';
import { packets } from '@net/packet';
import { memory, seededRandom, VirtualClock } from '@net/testing';
import { tcp } from '@net/transport-tcp';
import type { ClientOptions } from '../../src/client-options.ts';
import { createClient } from '../../src/managed-client.ts';
import { packet, welcome } from '../support/hostile-bytes.ts';
import { listenHostile } from '../support/hostile-server.ts';
import { Echo, ONE, THREE, TWO } from '../support/scene.ts';

/** How many servers over memory, and a tenth of it over TCP: 100,000 in a nightly run. */
const SERVERS = Number(process.env['HOSTILE_SERVERS'] ?? 3000);
const MIB = 1024 * 1024;
const router = new Router().handle(Echo, (value) => value);
const ends: (() => unknown)[] = [];

afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

describe('a session that is dialled to a server which means no good', () => {
  it('ends with a code, and everything that was asked settles', async () => {
    const codes = new Set<string>();
    for (let seed = 0; seed < SERVERS; seed++) {
      const clock = new VirtualClock(1000);
      const transport = memory({ clock });
      const listener = await listenHostile(transport, ONE, seededRandom(seed));
      const stack = { transports: [transport], protocol: packets(), clock, router };
      const outcome = converse(ONE, { ...stack, control: handshake() });
      await clock.advanceAsync(6000);
      for (const code of await outcome) codes.add(code);
      await listener.close();
      await clock.advanceAsync(1000);
      expect({ seed, timers: clock.timers }).toEqual({ seed, timers: 0 });
    }
    expect([...codes].filter((code) => !TYPED.test(code))).toEqual([]);
    for (const code of MET) expect(codes).toContain(code);
    expect(Reflect.get({}, 'polluted')).toBeUndefined();
  }, 600_000);

  it('does so over TCP', async () => {
    const transport = tcp();
    const stack = { transports: [transport], protocol: packets(), router };
    const limits = { handshakeTimeoutMs: 200, requestTimeoutMs: 200 } as const;
    const codes = new Set<string>();
    const random = seededRandom(1);
    const listener = await listenHostile(transport, 'tcp://127.0.0.1:0', random);
    ends.push(() => listener.close());
    for (let count = 0; count < SERVERS / 10; count += 20) {
      const outcomes = Array.from({ length: 20 }, () =>
        converse(listener.address, { ...stack, limits, control: handshake() }),
      );
      for (const code of (await Promise.all(outcomes)).flat()) codes.add(code);
    }
    expect([...codes].filter((code) => !TYPED.test(code))).toEqual([]);
    expect(codes).toContain('BAD_PACKET');
  }, 600_000);
});

describe('what was asked of a server that hangs on', () => {
  it.each([
    ['breaks a rule', packet(MessageKind.Control, 9), 'VERSION_UNSUPPORTED'],
    ['says that it closes', packet(MessageKind.Control, 7, 0, 15), 'KICKED'],
  ])('fails in the turn in which the server %s', async (_, bytes, code) => {
    const clock = new VirtualClock(1000);
    const transport = memory({ clock });
    let heard = 0;
    await transport.listen(ONE, (connection) => ({
      onData() {
        connection.send(++heard === 1 ? welcome() : bytes);
        if (heard > 1) connection.pause?.();
      },
      onDrain() {},
      onClose() {},
    }));
    const stack = { transports: [transport], protocol: packets(), clock, router };
    const session = await connect(ONE, { ...stack, control: handshake() });
    // No time passes.
    expect(await outcomeOf(session.request(Echo, 'x'))).toBe(code);
    await clock.advanceAsync(1000);
    expect(await session.closed).toMatchObject({ code });
  });
});

describe('a client whose servers mean no good', () => {
  it('settles everything, and dials no faster than its back-off says', async () => {
    for (let seed = 0; seed < SERVERS / 50; seed++) {
      const { clock, transport, options, dialled } = recordingDials(seed);
      const random = seededRandom(seed);
      const listeners = [ONE, TWO].map((address) => listenHostile(transport, address, random));
      const client = createClient([ONE, TWO], { ...options, queue: { ttlMs: 5000 } });
      const asked = Array.from({ length: 20 }, () => outcomeOf(client.request(Echo, 'x')));
      await clock.advanceAsync(60_000);
      for (const code of await Promise.all(asked)) expect(code).toMatch(TYPED);
      expect(client.pendingRequests).toBe(0);
      expect(dialled.length).toBeLessThan(60);
      const over = client.close({ signal: AbortSignal.abort() });
      await clock.advanceAsync(10_000);
      await over;
      for (const listener of listeners) await (await listener).close();
      await clock.advanceAsync(1000);
      expect({ seed, timers: clock.timers }).toEqual({ seed, timers: 0 });
    }
  }, 600_000);

  it('settles everything over TCP too', async () => {
    const transport = tcp();
    const listener = await listenHostile(transport, 'tcp://127.0.0.1:0', seededRandom(2));
    ends.push(() => listener.close());
    const limits = { handshakeTimeoutMs: 200, requestTimeoutMs: 200 } as const;
    const reconnect = { firstMs: 10, baseMs: 10, capMs: 50 };
    const stack = { transports: [transport], protocol: packets(), router, limits, reconnect };
    const clients = Array.from({ length: 20 }, () =>
      createClient(listener.address, { ...stack, queue: { ttlMs: 500 } }),
    );
    ends.push(() => Promise.all(clients.map((client) => client.close())));
    for (let round = 0; round < 10; round++) {
      const asked = clients.map((client) => outcomeOf(client.request(Echo, 'x')));
      for (const code of await Promise.all(asked)) expect(code).toMatch(TYPED);
    }
    expect(clients.map(({ pendingRequests }) => pendingRequests)).toEqual(clients.map(() => 0));
  });

  it('runs in no circle between servers that all send it away', async () => {
    const dialled = await sentAway('{"reason":"elsewhere"}');
    expect(dialled.length).toBeLessThan(60);
  });

  it('dials no address that it has from a server which sends it away', async () => {
    const names = ['reason', 'address', 'addresses', 'host', 'location', 'successor'];
    const body = JSON.stringify(Object.fromEntries(names.map((name) => [name, THREE])));
    const dialled = await sentAway(body);
    expect(new Set(dialled)).toEqual(new Set([ONE, TWO]));
  });
});

describe('a session whose server floods it, over TCP', () => {
  it.each([
    ['requests that it answers, and reads nothing', request(1), 'SLOW_CONSUMER'],
    ['requests that nobody handles', request(99), 'TOO_MANY_ERRORS'],
    ['messages that nobody handles', packet(MessageKind.Push, 3), 'TOO_MANY_ERRORS'],
    ['answers that nobody waits for', packet(MessageKind.Response, 1, 7), 'NORMAL'],
    ['cancels', packet(MessageKind.Cancel, 1, 7), 'CANCEL_FLOOD'],
    ['pings', packet(MessageKind.Control, 3), 'RATE_LIMITED'],
    ['welcomes', welcome(), 'NORMAL'],
    ['a frame of a mebibyte', Buffer.from('0010001300', 'hex'), 'FRAME_LENGTH_MISMATCH'],
  ])('holds little of what comes, and ends where it must: %s', async (_, bytes, code) => {
    const flood = Buffer.concat(Array.from({ length: 200 }, () => bytes));
    const limits = { writeStallTimeoutMs: 300, handlerTimeoutMs: 300 } as const;
    const before = usedBytes();
    const { session, sentBytes } = await flooded(flood, limits);
    const asked = outcomeOf(session.request(Echo, 'x', { timeoutMs: FLOOD_MS }));
    await new Promise((resolve) => setTimeout(resolve, FLOOD_MS));
    const heldBytes = usedBytes() - before;
    expect(await asked).toMatch(TYPED);
    expect(sentBytes()).toBeGreaterThan(100_000);
    expect(heldBytes).toBeLessThan(8 * MIB);
    session.abort();
    expect(await session.closed).toMatchObject({ code });
  });
});

/** How each thing ends that is done with a session to `address`: the dial, the requests, itself. */
async function converse(
  address: string,
  options: Parameters<typeof connect>[1],
): Promise<readonly string[]> {
  let session: Session | undefined;
  const dialled = await outcomeOf(
    connect(address, options).then((opened) => {
      session = opened;
    }),
  );
  if (session === undefined) return [dialled];
  const asked = [1, 2, 3, 4].map((timeouts) =>
    outcomeOf(session!.request(Echo, 'x', { timeoutMs: 100 * timeouts })),
  );
  const settled = await Promise.all(asked);
  expect(session.pendingRequests).toBe(0);
  session.abort();
  const { code, error } = await session.closed;
  return [dialled, ...settled, code, ...(error instanceof NetError ? [error.code] : [])];
}

/** `ok`, or the code of the error; the text of whatever is no NetError. */
async function outcomeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return 'ok';
  } catch (error) {
    return error instanceof NetError ? error.code : `not typed: ${String(error)}`;
  }
}

/** What a client dials in a minute whose servers all welcome it, and then send it away. */
async function sentAway(body: string): Promise<readonly string[]> {
  const { clock, transport, options, dialled } = recordingDials(1);
  const away = packet(MessageKind.Control, 6, 0, 0, body);
  for (const address of [ONE, TWO]) {
    await transport.listen(address, (connection) => ({
      onData: () => void connection.send(Buffer.concat([welcome(), away])),
      onDrain() {},
      onClose() {},
    }));
  }
  const client = createClient([ONE, TWO], options);
  await clock.advanceAsync(60_000);
  client.abort();
  await client.closed;
  return dialled;
}

function recordingDials(seed: number) {
  const clock = new VirtualClock(1000);
  const transport = memory({ clock });
  const random = seededRandom(seed, 'client');
  const dialled: string[] = [];
  const recorded: ClientOptions['transports'] = [
    {
      schemes: transport.schemes,
      listen: (...args) => transport.listen(...args),
      dial(address, open, dialOptions) {
        dialled.push(address);
        return transport.dial(address, open, dialOptions);
      },
    },
  ];
  const chance = (): number => random.next();
  const options = { transports: recorded, protocol: packets(), clock, random: chance, router };
  return { clock, transport, options, dialled };
}

/** A session whose server sends `flood` over and over, as fast as it is taken, and reads nothing. */
async function flooded(flood: Buffer, limits: ClientOptions['limits']) {
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket);
    socket.on('error', () => {});
    const pour = (): void => {
      while (!socket.destroyed && socket.write(flood));
    };
    socket.on('drain', pour);
    socket.once('data', () => {
      socket.pause();
      socket.write(welcome());
      pour();
    });
  });
  ends.push(() => server.close());
  ends.push(() => sockets.forEach((socket) => socket.destroy()));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  const stack = { transports: [tcp()], protocol: packets(), router, limits };
  const session = await connect(`tcp://127.0.0.1:${port}`, { ...stack, control: handshake() });
  ends.push(() => session.abort());
  return { session, sentBytes: () => sockets[0]!.bytesWritten - sockets[0]!.writableLength };
}

function request(type: number): Uint8Array {
  return packet(MessageKind.Request, type, 0x80000001, 0, 'x'.repeat(1000));
}

/** What this process holds on to. */
function usedBytes(): number {
  // What the first finds is given back only by the second.
  for (let round = 0; round < 2; round++) collectGarbage();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

const FLOOD_MS = 500;
setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');
/** What a peer may call an error of its own is typed as well. */
const TYPED = /^[A-Z][A-Z0-9_]+$|^ok$/;
/** So that it is certain that the bytes go deep. */
const MET = ['ok', 'BAD_PACKET', 'FRAME_TOO_LARGE', 'FRAME_LENGTH_MISMATCH', 'VERSION_UNSUPPORTED'];

import { createHash, randomBytes } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { NetError } from '@net/core';
import { seededRandom } from '@net/testing';
import type { QuicOptions } from '../src/options.ts';
import { quic } from '../src/quic.ts';
import { certificateFor } from './support/certificates.ts';
import type { End } from './support/end.ts';
import { proxyTo } from './support/lossy.ts';
import { startPeer } from './support/peer-process.ts';
import { Relay } from './support/relay.ts';
import { Scene, trusting } from './support/scene.ts';

const scene = new Scene();
afterEach(() => scene.close());
const MEBIBYTE = 1024 * 1024;
/** macOS has one address only unless told otherwise; there it is the port alone that changes. */
const OTHER_LOOPBACK = process.platform === 'darwin' ? '127.0.0.1' : '127.0.0.2';

describe('a connection over a bad network', () => {
  it.each([
    ['2 % loss', { loss: 0.02 }],
    ['10 ms of delay, and loss', { delayMs: 10, jitterMs: 5, loss: 0.01 }],
    ['loss, repetition and reordering', { loss: 0.02, duplicate: 0.02, jitterMs: 4 }],
    ['corruption', { corrupt: 0.02 }],
    ['bursts of loss', { burst: { start: 0.005, end: 0.3 } }],
  ])('brings back every byte in order through %s', async (_, faults) => {
    const proxy = await proxyTo(scene, await scene.echo(trusting()), { seed: 7, ...faults });
    const dialled = await scene.dial(trusting(), proxy.address);
    await echoes(dialled, randomBytes(MEBIBYTE));
    expect(proxy.up.counts.lost + proxy.up.counts.corrupted).toBeGreaterThan(0);
    await dialled.connection.close();
    expect(dialled.closes).toEqual([undefined]);
  });

  it('shakes hands although the first packets are lost', async () => {
    const proxy = await proxyTo(scene, await scene.echo(trusting()));
    proxy.cut();
    const dialling = scene.dial(trusting(), proxy.address);
    await until(() => proxy.up.counts.lost > 0);
    proxy.heal();
    await echoes(await dialling, Buffer.from('late'));
  });

  it.each([
    ['loss', { loss: 0.2 }],
    ['delay', { delayMs: 50, jitterMs: 20 }],
    ['corruption', { corrupt: 0.2 }],
  ])('proves its address with a Retry through %s', async (_, faults) => {
    const address = await scene.echo(trusting({ retryAbove: 0 }));
    const proxy = await proxyTo(scene, address, { seed: 11, ...faults });
    const patient = trusting({ connectTimeoutMs: 15_000 });
    await echoes(await scene.dial(patient, proxy.address), Buffer.from('proven'));
  });

  it('closes without loss while a third of all packets is lost', async () => {
    const bound = await scene.listen(trusting({ closeTimeoutMs: 15_000 }));
    const proxy = await proxyTo(scene, bound.address, { seed: 3 });
    const dialled = await scene.dial(trusting({ closeTimeoutMs: 15_000 }), proxy.address);
    for (const link of [proxy.up, proxy.down]) link.alter({ loss: 0.3 });
    dialled.connection.send(new Uint8Array(100_000));
    await dialled.connection.close();
    expect(dialled.closes).toEqual([undefined]);
    expect(bound.accepted[0]?.receivedBytes).toBe(100_000);
  });

  it('hears of an abort although its packet was lost', async () => {
    const bound = await scene.listen(trusting());
    const proxy = await proxyTo(scene, bound.address);
    const dialled = await scene.dial(trusting(), proxy.address);
    const accepted = await bound.next();
    dialled.send('x');
    await accepted.untilReceived(1);
    proxy.cut();
    dialled.connection.abort();
    await until(() => proxy.up.counts.lost > 0);
    proxy.heal();
    // On a machine that stands still all repetitions may be lost as well: the idle timeout is last.
    expect(await accepted.untilClosed()).toMatchObject({ code: 'CONNECTION_LOST' });
  }, 60_000);

  it('is lost after the idle timeout when the network is cut, at both ends', async () => {
    const options = { idleTimeoutMs: 400 };
    const bound = await scene.listen(trusting(options));
    const proxy = await proxyTo(scene, bound.address);
    const dialled = await scene.dial(trusting(options), proxy.address);
    const accepted = await bound.next();
    proxy.cut();
    const before = performance.now();
    expect(await dialled.untilClosed()).toMatchObject({ code: 'CONNECTION_LOST' });
    expect(await accepted.untilClosed()).toMatchObject({ code: 'CONNECTION_LOST' });
    expect(performance.now() - before).toBeGreaterThan(200);
  });

  it('lives on in silence while its dialler keeps it alive', async () => {
    const options = { idleTimeoutMs: 400, keepAliveMs: 100 };
    const bound = await scene.listen(trusting(options));
    const proxy = await proxyTo(scene, bound.address);
    const dialled = await scene.dial(trusting(options), proxy.address);
    const before = performance.now();
    // Three idle timeouts later, seen by the packets and not by a clock of the test's own.
    await until(() => performance.now() - before > 1200);
    expect(proxy.up.counts.delivered).toBeGreaterThan(6);
    await echoesNothing(dialled, await bound.next());
  });

  it('ends in silence when nobody keeps it alive', async () => {
    const [dialled] = await scene.pairOf(
      trusting(),
      trusting({ idleTimeoutMs: 200, keepAliveMs: false }),
    );
    expect(await dialled.untilClosed()).toMatchObject({ code: 'CONNECTION_LOST' });
  });
});

describe('a peer whose address changes', () => {
  it('is not heard any more', async () => {
    const options = { idleTimeoutMs: 500, keepAliveMs: 100 };
    const bound = await scene.listen(trusting(options));
    const proxy = await proxyTo(scene, bound.address);
    const dialled = await scene.dial(trusting(options), proxy.address);
    const accepted = await bound.next();
    proxy.rebind();
    dialled.send('from elsewhere');
    expect(await accepted.untilClosed()).toMatchObject({ code: 'CONNECTION_LOST' });
    expect(accepted.receivedBytes).toBe(0);
  });

  it('is not heard any more when it is the IP address that changes', async () => {
    const [dialled, accepted, relay] = await relayed({ idleTimeoutMs: 1000, keepAliveMs: 200 });
    await relay.sendFrom(OTHER_LOOPBACK);
    dialled.send(', and there');
    expect(await accepted.untilClosed()).toMatchObject({ code: 'CONNECTION_LOST' });
    expect(accepted.received.toString()).toBe('here');
  });

  it('is kept where migration is on when it is the IP address that changes', async () => {
    const [dialled, accepted, relay] = await relayed({ migration: true });
    await relay.sendFrom(OTHER_LOOPBACK);
    dialled.send(', and there');
    await accepted.untilReceived(15);
    expect(accepted.received.toString()).toBe('here, and there');
  });

  it('is kept where migration is on', async () => {
    const options = { migration: true };
    const proxy = await proxyTo(scene, await scene.echo(trusting(options)));
    const dialled = await scene.dial(trusting(options), proxy.address);
    await echoes(dialled, randomBytes(100_000));
    for (let times = 0; times < 3; times += 1) {
      proxy.rebind();
      await echoes(dialled, randomBytes(100_000));
    }
    expect(dialled.closes).toEqual([]);
  });
});

describe('a connection that is established', () => {
  it('outlives a moment in which nobody listens at its peer, whatever the system says', async () => {
    const relay = await Relay.open(scene, await scene.echo(trusting()));
    const dialled = await scene.dial(trusting(), relay.address);
    await echoes(dialled, Buffer.from('before'));
    await relay.stop();
    dialled.send('lost, and refused');
    // On loopback the answer is there with the next turn.
    for (let turn = 0; turn < 20; turn += 1) await nextTurn();
    await relay.start();
    await dialled.until(() => dialled.received.toString() === 'beforelost, and refused');
    expect(dialled.closes).toEqual([]);
  });
});

describe('a killed process', () => {
  it('is noticed by its dialler at the idle timeout', async () => {
    const peer = await startPeer('listen', scene);
    const anybody = { rejectUnauthorized: false };
    const dialler = trusting({ idleTimeoutMs: 1000, tls: anybody });
    const dialled = await scene.dial(dialler, peer.address);
    await echoes(dialled, Buffer.from('alive'));
    peer.kill();
    expect(await dialled.untilClosed()).toMatchObject({ code: 'CONNECTION_LOST' });
  });

  it('is noticed by its listener at the idle timeout', async () => {
    const bound = await scene.listen(trusting({ idleTimeoutMs: 1000 }));
    const peer = await startPeer('dial', scene, bound.address);
    const accepted = await bound.next();
    await accepted.untilReceived(5);
    peer.kill();
    expect(await accepted.untilClosed()).toMatchObject({ code: 'CONNECTION_LOST' });
  });
});

describe('hostile packets', () => {
  it('do no harm to a listener or its connections: 30,000 mutated ones', async () => {
    const refused: NetError[] = [];
    const address = await scene.echo(
      trusting({ onAcceptError: (error) => void refused.push(error) }),
    );
    const control = await scene.dial(trusting(), address);
    const samples = await recordPackets(address);
    const random = seededRandom(1);
    const socket = createSocket('udp4');
    scene.after(() => socket.close());
    const port = Number(new URL(address).port);
    for (let count = 1; count <= 30_000; count += 1) {
      const sample = samples[random.below(samples.length)]!;
      socket.send(mutated(sample, random), port, '127.0.0.1');
      // No more at a time than a receive buffer holds, so that all of them are seen.
      if (count % 40 === 0) await nextTurn();
      if (count % 1000 === 0) await echoes(control, random.bytes(20));
    }
    await echoes(await scene.dial(trusting(), address), Buffer.from('new'));
    expect(refused.length).toBeLessThan(300);
  }, 60_000);

  it('do no harm to a connection when they come from its peer: 2 of 3 mutated', async () => {
    const address = await scene.echo(trusting());
    const proxy = await proxyTo(scene, address, { seed: 5, corrupt: 0.66 });
    const dialled = await scene.dial(trusting({ connectTimeoutMs: 15_000 }), proxy.address);
    await echoes(dialled, randomBytes(2000));
    expect(proxy.down.counts.corrupted).toBeGreaterThan(0);
  });

  it('make a listener send at most three times what it got from an unknown address', async () => {
    const names = Array.from({ length: 400 }, (_, index) => `name-${index}.example`);
    const long = certificateFor('127.0.0.1', ...names);
    expect(long.cert.length).toBeGreaterThan(8000);
    // The same to every listener, whose certificate the client has yet to see.
    const [initial] = await recordPackets(await scene.echo(trusting()));
    const { address } = await scene.listen(quic({ tls: long }));
    const socket = createSocket('udp4');
    scene.after(() => socket.close());
    let receivedBytes = 0;
    let receivedPackets = 0;
    socket.on('message', ({ length }) => {
      receivedBytes += length;
      receivedPackets += 1;
    });
    socket.send(initial!, Number(new URL(address).port), '127.0.0.1');
    const before = performance.now();
    // The listener repeats itself after a second, if it may.
    await until(() => receivedPackets >= 2 && performance.now() - before > 1500);
    expect(receivedBytes).toBeGreaterThan(initial!.length);
    expect(receivedBytes).toBeLessThanOrEqual(3 * initial!.length);
  });
});

/** Send `bytes`, and check that they come back. */
async function echoes(end: End, bytes: Uint8Array): Promise<void> {
  const before = end.receivedBytes;
  const wanted = sha256(bytes);
  end.connection.send(Uint8Array.from(bytes));
  await end.untilReceived(before + bytes.length);
  expect(sha256(end.received.subarray(before))).toBe(wanted);
}

/** Both ends of a connection through a relay, by which something has been sent. */
async function relayed(options: QuicOptions): Promise<[dialled: End, accepted: End, Relay]> {
  const bound = await scene.listen(trusting(options));
  const relay = await Relay.open(scene, bound.address);
  const dialled = await scene.dial(trusting(options), relay.address);
  const accepted = await bound.next();
  dialled.send('here');
  await accepted.untilReceived(4);
  return [dialled, accepted, relay];
}

async function echoesNothing(dialled: End, accepted: End): Promise<void> {
  dialled.send('still here');
  await accepted.untilReceived(10);
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** What a client sends to `address` for a handshake and an echo. */
async function recordPackets(address: string): Promise<readonly Buffer[]> {
  const relay = await Relay.open(scene, address);
  const transport = quic({ tls: { rejectUnauthorized: false }, keepAliveMs: false });
  const dialled = await scene.dial(transport, relay.address);
  dialled.send('recorded');
  await dialled.connection.close();
  return relay.packets;
}

/** A copy of `sample` with some bytes changed, cut off or added. */
function mutated(sample: Buffer, random: ReturnType<typeof seededRandom>): Buffer {
  const copy = Buffer.from(sample);
  for (let times = random.below(8); times >= 0; times -= 1) {
    copy[random.below(copy.length)] = random.below(256);
  }
  if (random.chance(0.1)) return copy.subarray(0, random.below(copy.length));
  return random.chance(0.1) ? Buffer.concat([copy, random.bytes(random.below(100))]) : copy;
}

async function until(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await new Promise((resolve) => setTimeout(resolve, 5));
}

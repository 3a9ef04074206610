import { randomBytes } from 'node:crypto';
import { afterEach, describe, expect, it } from '@jest/globals';
import { nodeProvider } from '../src/node/node-provider.ts';
import type { QuicProvider } from '../src/provider.ts';
import { quicheProvider } from '../src/quiche/quiche-provider.ts';
import { endpointPair, until } from './support/provider-scene.ts';
import { Scene } from './support/scene.ts';

const scene = new Scene();
afterEach(() => scene.close());
await conformance('quiche', quicheProvider());
await conformance('node', nodeProvider());

/** What every engine has to do; one that cannot be used here is skipped by name. */
async function conformance(name: string, provider: QuicProvider): Promise<void> {
  const probe = await provider.probe();
  if (!probe.isUsable) {
    describe(`the engine ${name}`, () => {
      it(`is skipped, because ${probe.reason}`, () => {
        expect(probe.reason).not.toBe('');
      });
    });
    return;
  }
  describe(`the engine ${name}`, () => {
    streamTests(provider);
    closeTests(provider);
    const { datagrams, resumption } = probe.capabilities;
    if (datagrams) datagramTests(provider);
    if (resumption) resumptionTests(provider);
  });
}

function streamTests(provider: QuicProvider): void {
  it('carries bytes both ways on a stream, and says when both ends are done', async () => {
    const { connect, accepted } = await endpointPair(scene, provider);
    const dialled = await connect();
    const here = dialled.open();
    const sent = randomBytes(2_000_000);
    here.stream.write(Buffer.from(sent));
    here.stream.end();
    await until(() => accepted[0]?.streams[0]?.events.includes('end') === true);
    const there = accepted[0]!.streams[0]!;
    expect(Buffer.compare(there.received, sent)).toBe(0);
    there.stream.write(Buffer.from('bye'));
    there.stream.end();
    await until(() => here.events.includes('finished') && there.events.includes('finished'));
    expect(here.received.toString()).toBe('bye');
    expect(here.stream.id).toBe(0);
    expect(there.stream.id).toBe(0);
  });

  it('tells of a reset and of a stop, with their codes, and keeps the session', async () => {
    const { connect, accepted } = await endpointPair(scene, provider);
    const dialled = await connect();
    const [one, other] = [dialled.open(), dialled.open()];
    one.stream.write(Buffer.from('begun'));
    other.stream.write(Buffer.from('begun'));
    await until(() => accepted[0]?.streams.length === 2);
    one.stream.reset(42);
    const there = accepted[0]!.streams;
    await until(() => there[0]!.events.includes('reset 42'));
    there[1]!.stream.stopSending(43);
    await until(() => {
      other.stream.write(new Uint8Array(1));
      return other.events.includes('stopped 43');
    });
    const third = dialled.open();
    third.stream.write(Buffer.from('alive'));
    await until(() => there[2]?.receivedBytes === 5);
  });

  it('lets one stream pass another that is not read', async () => {
    const { connect, accepted } = await endpointPair(scene, provider);
    const dialled = await connect();
    const stuck = dialled.open();
    stuck.stream.write(Buffer.from('x'));
    await until(() => accepted[0]?.streams.length === 1);
    accepted[0]!.streams[0]!.stream.pause();
    while (stuck.stream.write(new Uint8Array(65_536)));
    const free = dialled.open();
    free.stream.write(Buffer.from('passes'));
    await until(() => accepted[0]!.streams[1]?.receivedBytes === 6);
    accepted[0]!.streams[0]!.stream.resume();
    await until(() => stuck.events.includes('drain'));
  });

  it('opens 100 streams where the peer allows 5 at a time', async () => {
    const { connect, accepted } = await endpointPair(scene, provider, { maxStreams: 5 });
    const dialled = await connect();
    const streams = Array.from({ length: 100 }, () => dialled.open());
    for (const { stream } of streams) {
      stream.write(Buffer.from('short'));
      stream.end();
    }
    const answered = new Set<unknown>();
    await until(() => {
      for (const end of accepted[0]?.streams ?? []) {
        if (end.events.includes('end') && !answered.has(end)) end.stream.end();
        if (end.events.includes('end')) answered.add(end);
      }
      return streams.every(({ events }) => events.includes('finished'));
    });
    expect(accepted[0]?.streams).toHaveLength(100);
  });

  it('carries on 20 sessions of one socket at once', async () => {
    const { connect, accepted } = await endpointPair(scene, provider);
    const sides = await Promise.all(Array.from({ length: 20 }, () => connect()));
    for (const [index, side] of sides.entries()) {
      const { stream } = side.open();
      stream.write(Buffer.from(`session ${String(index).padStart(2, '0')}`));
    }
    await until(
      () => accepted.filter((side) => side.streams[0]?.receivedBytes === 10).length === 20,
    );
    const texts = accepted.map((side) => side.streams[0]?.received.toString());
    expect(new Set(texts).size).toBe(20);
  });
}

function closeTests(provider: QuicProvider): void {
  it('tells the peer of a close, with its code, in both directions', async () => {
    const { connect, accepted } = await endpointPair(scene, provider);
    const dialled = await connect();
    await until(() => accepted.length === 1);
    dialled.session.close(77);
    await until(() => accepted[0]!.ends.length === 1 && dialled.ends.length === 1);
    expect(accepted[0]!.ends[0]).toMatchObject({ by: 'peer', isApplication: true, code: 77 });
    expect(dialled.ends[0]).toMatchObject({ by: 'local', isApplication: true, code: 77 });
    const again = await connect();
    await until(() => accepted.length === 2);
    accepted[1]!.session.close(78);
    await until(() => again.ends.length === 1);
    expect(again.ends[0]).toMatchObject({ by: 'peer', isApplication: true, code: 78 });
  });

  it('hands over what came before a close', async () => {
    const { connect, accepted } = await endpointPair(scene, provider);
    const dialled = await connect();
    dialled.open().stream.write(Buffer.from('last words'));
    dialled.session.close(0);
    await until(() => accepted[0]?.ends.length === 1);
    expect(accepted[0]!.streams[0]?.received.toString()).toBe('last words');
  });

  it('calls off a connect with its signal', async () => {
    const { connect } = await endpointPair(scene, provider);
    const controller = new AbortController();
    const connecting = connect({ signal: controller.signal });
    controller.abort();
    await expect(connecting).rejects.toMatchObject({ name: 'NetError' });
  });

  it('ends at the idle timeout, the smaller of both ends', async () => {
    const options = { idleTimeoutMs: 300, keepAliveMs: false } as const;
    const { connect, accepted } = await endpointPair(scene, provider, options);
    const dialled = await connect();
    await until(() => dialled.ends.length === 1 && accepted[0]?.ends.length === 1);
    expect(dialled.ends[0]).toMatchObject({ by: 'network' });
  });
}

function datagramTests(provider: QuicProvider): void {
  it('carries datagrams both ways', async () => {
    const { connect, accepted } = await endpointPair(scene, provider);
    const dialled = await connect();
    expect(dialled.session.maxDatagramBytes).toBeGreaterThan(1000);
    expect(dialled.session.sendDatagram(Buffer.from('there'))).toBe(true);
    await until(() => accepted[0]?.datagrams.length === 1);
    accepted[0]!.session.sendDatagram(Buffer.from('and back'));
    await until(() => dialled.datagrams.length === 1);
    expect(dialled.datagrams).toEqual(['and back']);
  });
}

function resumptionTests(provider: QuicProvider): void {
  it('resumes with the ticket of an earlier session', async () => {
    const { connect } = await endpointPair(scene, provider);
    const first = await connect();
    await until(() => first.tickets.length > 0);
    expect(first.session.isResumed).toBe(false);
    const second = await connect({ ticket: first.tickets[0] });
    expect(second.session.isResumed).toBe(true);
  });
}

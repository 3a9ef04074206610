import { setImmediate, setTimeout } from 'node:timers/promises';
import { afterEach, describe, expect, it } from '@jest/globals';
import { NetError, type Session } from '@net/core';
import { packets } from '@net/packet';
import { seededRandom } from '@net/testing';
import { tcp } from '@net/transport-tcp';
import { Backoff } from '../../src/backoff.ts';
import { createClient, type ManagedClient } from '../../src/managed-client.ts';
import { type Dialled, Redialler } from '../../src/redialler.ts';
import { BucketClock } from '../support/bucket-clock.ts';
import { ChildProgram } from '../support/child-program.ts';
import { Echo } from '../support/scene.ts';
import { StallWatch } from '../support/stall-watch.ts';
import { fullestTenth, type Span } from '../support/tenths.ts';

/** How many in virtual time: 100,000 in a nightly run. */
const CLIENTS = Number(process.env['SPREAD_CLIENTS'] ?? 20_000);
const REAL_CLIENTS = 1000;
const OUTAGE_MS = 2000;
/** What a server may feel: no tenth of a second brings more than so many times the mean. */
const MOST_MEANS = 3;
const clients: ManagedClient[] = [];
const ends: (() => Promise<void>)[] = [];

afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.close()));
  for (const end of ends.splice(0)) await end();
});

describe('many clients that lose their server, which is away for two seconds', () => {
  it('come back spread, tens of thousands of them in virtual time', async () => {
    const { arrivals, dials } = await simulate(CLIENTS);
    // A few were unlucky, and come late and thinly: the crowd is what a server must bear.
    const crowd = arrivals.slice(0, 0.95 * arrivals.length);
    const span = spanOf(crowd);
    expectSpread(crowd, span);
    expect(span.fromMs).toBeLessThan(100);
    expect(sum(dials) / dials.length).toBeLessThan(4);
    expect(dials.filter((count) => count > 4).length).toBeLessThan(0.1 * dials.length);
    expect(arrivals[0.99 * arrivals.length]!).toBeLessThan(8000);
  }, 120_000);

  it('dial spread and are all back, a thousand real ones whose server is killed', async () => {
    const server = await startProgram('server', 'tcp://127.0.0.1:0');
    const comebacks = await openClients(server.address);
    const successor = await startProgram('server on call', server.address);
    const watch = new StallWatch();
    ends.push(async () => watch.stop());
    for (const { dialsAtMs } of comebacks) dialsAtMs.length = 0;
    const killedAtMs = performance.now();
    server.kill();
    const lost = clients.map(async ({ session }) => session?.closed);
    await Promise.all([...lost, setTimeout(OUTAGE_MS)]);
    successor.call();
    await Promise.all(clients.map((client) => client.ready()));
    const { stalls } = watch;

    // One process dials five at a time, whatever many would do: so what counts is who begins to dial.
    const firstDials = comebacks.map(({ dialsAtMs }) => dialsAtMs[0]!);
    const firstSecond = { fromMs: killedAtMs, untilMs: killedAtMs + 1000 };
    expect(fullestTenth(firstDials, firstSecond, stalls)).toBeLessThanOrEqual(MOST_MEANS);
    // Of a thousand the last fifth come so thinly that it is chance how many share a tenth.
    const inOrder = comebacks.toSorted((one, other) => lastDial(one) - lastDial(other));
    const crowd = inOrder.slice(0, 0.8 * REAL_CLIENTS);
    const lastDials = crowd.map(lastDial);
    const span = spanOf(lastDials);
    expectSpread(lastDials, span, stalls);
    // Against the time in which they dial: a slow machine draws their arrival out, and lowers the mean.
    const arrivals = crowd.map(({ readyAtMs }) => readyAtMs);
    expectSpread(arrivals, span, [...stalls, ...crowd.flatMap(slowDial)]);
    expect(sum(comebacks.map(({ dialsAtMs }) => dialsAtMs.length)) / REAL_CLIENTS).toBeLessThan(4);
    const answers = await Promise.all(clients.map((client) => client.request(Echo, 'back')));
    expect(answers).toHaveLength(REAL_CLIENTS);
  }, 120_000);
});

/** See that no tenth of a second has too many of `times`, against their mean in `span`. */
function expectSpread(times: readonly number[], span: Span, stalls?: readonly Span[]): void {
  expect(fullestTenth(times, span, stalls)).toBeLessThanOrEqual(MOST_MEANS);
  // Those who come all at once are their own mean.
  expect(span.untilMs - span.fromMs).toBeGreaterThan(500);
}

/** From the first to the last of `times`, which are in order. */
function spanOf(times: readonly number[]): Span {
  return { fromMs: times[0]!, untilMs: times.at(-1)! };
}

/** What became of one client that lost its server. */
interface Comeback {
  readonly dialsAtMs: number[];
  readyAtMs: number;
}

/** A thousand that are ready. */
async function openClients(address: string): Promise<Comeback[]> {
  const comebacks: Comeback[] = [];
  for (let index = 0; index < REAL_CLIENTS; index++) {
    const comeback: Comeback = { dialsAtMs: [], readyAtMs: 0 };
    const client = createClient(address, { transports: [tcp()], protocol: packets() });
    client.onState(({ name }) => {
      if (name === 'connecting') comeback.dialsAtMs.push(performance.now());
      if (name === 'ready') comeback.readyAtMs = performance.now();
    });
    comebacks.push(comeback);
    clients.push(client);
  }
  await Promise.all(clients.map((client) => client.ready()));
  return comebacks;
}

/** When it began the dial that got through. */
function lastDial({ dialsAtMs }: Comeback): number {
  return dialsAtMs.at(-1)!;
}

/** The time of that dial, if it took so long that this machine must have stood still. */
function slowDial(comeback: Comeback): Span[] {
  const fromMs = lastDial(comeback);
  const untilMs = comeback.readyAtMs;
  return untilMs - fromMs > SLOW_MS ? [{ fromMs, untilMs }] : [];
}

function startProgram(...args: readonly string[]): Promise<ChildProgram> {
  return ChildProgram.start(args, (end) => ends.push(end));
}

/** When each of `count` clients is back, sorted, and how often each has dialled. */
async function simulate(count: number) {
  const clock = new BucketClock();
  const random = seededRandom(5);
  const arrivals: number[] = [];
  const dials = Array.from({ length: count }, () => -1);
  const lose: (() => void)[] = [];
  const dial = async (index: number): Promise<Dialled> => {
    const attempt = (dials[index]! += 1);
    if (attempt === 0) return sessionUntil((end) => lose.push(end));
    if (clock.now() < OUTAGE_MS) throw new NetError('CONNECTION_REFUSED', 'away');
    arrivals.push(clock.now() - OUTAGE_MS);
    return sessionUntil(() => {});
  };
  for (let index = 0; index < count; index++) {
    const redialler = new Redialler({
      addresses: ['the server'],
      backoff: new Backoff({}, () => random.next()),
      clock,
      network: undefined,
      dial: () => dial(index),
      onState: () => {},
      onSession: () => {},
    });
    void redialler.run();
  }
  await setImmediate();
  for (const end of lose) end();
  await clock.advance(60_000);
  expect(arrivals).toHaveLength(count);
  return { arrivals, dials };
}

/** A session that stands until the function is called that `onOpen` gets. */
function sessionUntil(onOpen: (end: () => void) => void): Dialled {
  const closed: Session['closed'] = new Promise((resolve) => {
    onOpen(() => resolve({ code: 'CONNECTION_LOST', reason: 'gone', initiator: 'transport' }));
  });
  // All that is asked of it here.
  return { session: { closed } as Session, leaving: new Promise(() => {}) };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

const SLOW_MS = 50;

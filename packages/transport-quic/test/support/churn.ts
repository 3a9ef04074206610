import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { queryObjects, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Connection } from '@net/core';
import { MessageChannel } from '../../src/quic-connection.ts';
import { QuicheSession } from '../../src/quiche/quiche-session.ts';
import { QuicheStream } from '../../src/quiche/quiche-stream.ts';
import { trusting } from './scene.ts';

/** What is left of many connections, all of which have been closed. */
export interface ChurnReport {
  readonly connections: number;
  readonly seconds: number;
  /** Resident memory after each tenth of the connections. */
  readonly rssMiB: readonly number[];
  /** What is reachable at the end, of both ends. One connection is still open. */
  readonly sessions: number;
  readonly streams: number;
  readonly channels: number;
}

/**
 * Open `connections` connections, have each echo something and close it, some at a time, all from one
 * client endpoint. Both ends are in this process.
 */
export async function churn(connections: number): Promise<ChurnReport> {
  const transport = trusting();
  const listener = await transport.listen('quic://127.0.0.1:0', (connection) => ({
    onData: (bytes) => void connection.send(bytes),
    onDrain() {},
    onClose() {},
  }));
  const { address } = listener;
  // While it is open, the client endpoint stays.
  const first = await echoed(transport, address);
  const begunAtMs = performance.now();
  const rssMiB: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    await openAndClose(connections / ROUNDS, () => echoed(transport, address));
    collectGarbage();
    rssMiB.push(Math.round(process.memoryUsage.rss() / (1024 * 1024)));
  }
  const seconds = Math.round((performance.now() - begunAtMs) / 1000);
  await untilForgotten();
  const report = {
    connections,
    seconds,
    rssMiB,
    sessions: count(QuicheSession),
    streams: count(QuicheStream),
    channels: count(MessageChannel),
  };
  await first.close();
  await listener.close();
  return report;
}

/** @throws AssertionError when something has stayed, or memory grew over the second half. */
export function assertNothingStayed({ rssMiB, sessions, streams, channels }: ChurnReport): void {
  const left = { sessions, streams, channels };
  // The two ends of the one connection that is open.
  assert.deepEqual(left, { sessions: BOTH_ENDS, streams: BOTH_ENDS, channels: BOTH_ENDS });
  const [middle = 0, ...later] = rssMiB.slice(ROUNDS / 2 - 1);
  const growthMiB = Math.max(...later) - middle;
  assert.ok(
    growthMiB < MOST_GROWTH_MIB,
    `memory has grown by ${growthMiB} MiB: ${rssMiB.join(', ')}`,
  );
}

async function openAndClose(connections: number, open: () => Promise<Connection>): Promise<void> {
  let left = connections;
  const worker = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      await (await open()).close();
    }
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, worker));
}

/** A connection over which something has gone there and back. */
async function echoed(
  transport: ReturnType<typeof trusting>,
  address: string,
): Promise<Connection> {
  let onEcho!: () => void;
  const echo = new Promise<void>((resolve) => (onEcho = resolve));
  const connection = await transport.dial(address, () => ({
    onData: onEcho,
    onDrain() {},
    onClose() {},
  }));
  connection.send(Buffer.from('echo'));
  await echo;
  return connection;
}

/** Sessions that are closed answer late packets for a moment. What is left after that is a leak. */
async function untilForgotten(): Promise<void> {
  for (let looks = 0; looks < MOST_LOOKS && count(QuicheSession) > BOTH_ENDS; looks += 1) {
    await delay(500);
  }
}

/** Objects of `type` that are reachable. Takes a second. */
function count(type: abstract new (...args: never[]) => object): number {
  return queryObjects(type, { format: 'count' });
}

/** The engine's part of a session is only let go of with the object that stands for it. */
function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
}

const ROUNDS = 10;
const AT_A_TIME = 20;
const BOTH_ENDS = 2;
const MOST_LOOKS = 20;
/** Of 500 sessions that are kept by mistake, at 70 KB or more each, one would see it. */
const MOST_GROWTH_MIB = 24;

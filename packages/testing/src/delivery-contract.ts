import assert from 'node:assert/strict';
import type { ContractEnd } from './contract-end.ts';
import { type ContractScene, inScene } from './contract-scene.ts';
import { assertSameBytes, copyOf, sampleBytes } from './sample-bytes.ts';
import type { DefineTest } from './define-test.ts';
import type { TransportContractOptions } from './transport-contract-options.ts';

/** The tests about what arrives. */
export function deliveryContract(it: DefineTest, options: TransportContractOptions): void {
  it('carries bytes in order and complete, both ways', inScene(options, carriesBothWays));
  it('carries an empty send, one byte, and 1 MiB or the most it takes', inScene(options, sizes));
  it('carries 10,000 sends of one turn', inScene(options, manySends));
  it('carries what is sent from inside open', inScene(options, greeting));
  it('hands over bytes that it never writes to again', inScene(options, ownership));
  it('keeps two connections of one listener apart', inScene(options, twoConnections));
}

/**
 * Send `payloads` and wait until they are there. Of datagrams some may be lost when `mayLose`.
 * Takes ownership of the payloads.
 */
export async function exchange(
  scene: ContractScene,
  from: ContractEnd,
  to: ContractEnd,
  payloads: readonly Uint8Array[],
  mayLose = false,
): Promise<void> {
  const expected = payloads.map(copyOf);
  const before = to.received.length;
  for (const payload of payloads) from.send(payload);
  await arrival(scene, to, expected, before, mayLose);
}

/** Wait until `expected` is there after the first `before` chunks, and check it. */
export async function arrival(
  scene: ContractScene,
  to: ContractEnd,
  expected: readonly Uint8Array[],
  before = 0,
  mayLose = false,
): Promise<void> {
  const { kind } = to.connection;
  const isEnough = (): boolean => {
    const chunks = to.received.length - before;
    if (kind === 'datagram' && mayLose) return chunks > 0;
    if (kind !== 'stream') return chunks >= expected.length;
    return sum(to.received.slice(before)) >= sum(expected);
  };
  const what = kind === 'stream' ? `${sum(expected)} bytes` : `${expected.length} messages`;
  await scene.until(`${what} to arrive, sent in ${expected.length} sends`, isEnough);
  const actual = to.received.slice(before);
  if (kind === 'stream') assertSameBytes(Buffer.concat(actual), Buffer.concat(expected), 'stream');
  if (kind === 'message') assertSameMessages(actual, expected);
  if (kind === 'datagram') assertKnownDatagrams(actual, expected);
}

/** Uneven sizes, so that bytes which are lost or doubled move all that follow. */
async function carriesBothWays(scene: ContractScene): Promise<void> {
  const { dialled, accepted } = await scene.pair();
  await exchange(scene, dialled, accepted, [10, 1, 700, 3].map(sampleBytes));
  await exchange(scene, accepted, dialled, [5, 900, 2, 40].map(sampleBytes));
  await exchange(scene, dialled, accepted, [8].map(sampleBytes));
}

/** An empty message is a message; an empty send on a stream is nothing at all. */
async function sizes(scene: ContractScene): Promise<void> {
  const { dialled, accepted } = await scene.pair();
  const most = Math.min(MEBIBYTE, dialled.connection.maxSendBytes);
  await exchange(scene, dialled, accepted, [sampleBytes(0), sampleBytes(1), sampleBytes(most)]);
  await exchange(scene, accepted, dialled, [sampleBytes(most), sampleBytes(0), sampleBytes(1)]);
}

/** Enough for a buffer to fill many times over; each send is to be told from its neighbours. */
async function manySends(scene: ContractScene): Promise<void> {
  const { dialled, accepted } = await scene.pair();
  const payloads = Array.from({ length: 10_000 }, (_, index) =>
    sampleBytes(1 + (index % 40), index),
  );
  await exchange(scene, dialled, accepted, payloads, true);
}

/** A session says hello from inside `open`, before `dial` has resolved. */
async function greeting(scene: ContractScene): Promise<void> {
  const bound = await scene.listen(undefined, (end) => end.send(sampleBytes(20, 1)));
  const dialled = await scene.dial(bound.listener.address, (end) => end.send(sampleBytes(30, 2)));
  await scene.until('the listener to accept', () => bound.accepted.length > 0);
  const [accepted] = bound.accepted;
  assert.ok(accepted !== undefined);
  await arrival(scene, dialled, [sampleBytes(20, 1)]);
  await arrival(scene, accepted, [sampleBytes(30, 2)]);
}

/** Transports that read into one buffer again and again are caught here. */
async function ownership(scene: ContractScene): Promise<void> {
  const { dialled, accepted } = await scene.pair();
  await exchange(scene, dialled, accepted, [sampleBytes(1000, 1)]);
  const early = [...accepted.received];
  const copies = early.map(copyOf);
  await exchange(scene, dialled, accepted, [sampleBytes(1000, 2)]);
  for (const [index, copy] of copies.entries()) {
    assertSameBytes(early[index] ?? new Uint8Array(0), copy, 'bytes that onData handed over');
  }
}

/** Catches state that belongs to a listener but should be that of a connection. */
async function twoConnections(scene: ContractScene): Promise<void> {
  const one = await scene.pair();
  const other = await scene.pair(one.bound);
  await exchange(scene, one.dialled, one.accepted, [sampleBytes(100, 1)]);
  await exchange(scene, other.dialled, other.accepted, [sampleBytes(200, 2)]);
  assert.equal(one.accepted.receivedBytes, 100, 'bytes at the first connection');
}

/** Fail unless the messages are the same ones in the same order. */
function assertSameMessages(actual: readonly Uint8Array[], expected: readonly Uint8Array[]): void {
  assert.equal(actual.length, expected.length, 'one send is one onData');
  for (const [index, message] of expected.entries()) {
    assertSameBytes(actual[index] ?? new Uint8Array(0), message, `message ${index}`);
  }
}

/** Datagrams may be missing or come in any order, but none may be changed, cut or made up. */
function assertKnownDatagrams(
  actual: readonly Uint8Array[],
  expected: readonly Uint8Array[],
): void {
  const known = new Set(expected.map(toKey));
  for (const datagram of actual) {
    assert.ok(
      known.has(toKey(datagram)),
      `a datagram of ${datagram.length} bytes is as it was sent`,
    );
  }
}

/** Bytes as a key of a `Set`: one character each. */
function toKey(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('latin1');
}

function sum(chunks: readonly Uint8Array[]): number {
  return chunks.reduce((total, { length }) => total + length, 0);
}

const MEBIBYTE = 1024 * 1024;

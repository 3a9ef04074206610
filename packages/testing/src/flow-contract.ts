import assert from 'node:assert/strict';
import type { ContractEnd } from './contract-end.ts';
import { type ContractScene, inScene } from './contract-scene.ts';
import { arrival } from './delivery-contract.ts';
import { copyOf } from './sample-bytes.ts';
import type { DefineTest } from './define-test.ts';
import type { TransportContractOptions } from './transport-contract-options.ts';
import { waitUntil } from './waiting.ts';

/** The tests about holding back. */
export function flowContract(it: DefineTest, options: TransportContractOptions): void {
  it('says false when its buffer is full, then calls onDrain', inScene(options, drains));
  it('counts the bytes it buffers, down to none', inScene(options, counts));
  it('calls no onData while paused, and lets the sender feel it', inScene(options, pauses));
}

/** The far end reads all the time, so a full buffer has to empty by itself. */
async function drains(scene: ContractScene): Promise<void> {
  const { dialled, accepted } = await scene.pair();
  const sent = sendUntilFull(dialled);
  // Nothing holds a datagram back: a transport may hand all of them to the system at once.
  if (sent === undefined) return assert.equal(dialled.connection.kind, 'datagram', 'never full');
  await scene.until('onDrain', () => dialled.drains > 0);
  await arrival(scene, accepted, sent, 0, true);
}

/** `bufferedBytes` is what a server adds up to find its slowest peer. */
async function counts(scene: ContractScene): Promise<void> {
  const { dialled } = await scene.pair();
  const { connection } = dialled;
  assert.equal(connection.bufferedBytes, 0, 'bytes buffered at first');
  const isFull = sendUntilFull(dialled) !== undefined;
  assert.equal(connection.bufferedBytes > 0, isFull, 'bytes are buffered when send says false');
  await scene.until('bufferedBytes to be 0', () => connection.bufferedBytes === 0);
}

/** A pause that only hides bytes from the handler would fill the memory of the paused side. */
async function pauses(scene: ContractScene): Promise<void> {
  const { dialled, accepted } = await scene.pair();
  const { connection } = accepted;
  assert.equal(connection.pause === undefined, connection.resume === undefined, 'both or neither');
  if (connection.pause === undefined) return;
  connection.pause();
  const sent = await sendUntilStalled(scene, dialled);
  assert.equal(accepted.received.length, 0, 'onData calls while paused');
  connection.resume?.();
  await scene.until('onDrain after resume', () => dialled.drains >= sent.rounds);
  await arrival(scene, accepted, sent.payloads, 0, true);
}

/** What was sent until `send` said false; `undefined` when it never did. */
function sendUntilFull(end: ContractEnd): Uint8Array[] | undefined {
  const { maxSendBytes, kind } = end.connection;
  const size = Math.min(CHUNK, maxSendBytes);
  const most = kind === 'datagram' ? MOST_DATAGRAMS : MOST / size;
  const sent: Uint8Array[] = [];
  while (sent.length < most) {
    const payload = new Uint8Array(size).fill(sent.length);
    sent.push(copyOf(payload));
    if (!end.send(payload)) return sent;
  }
  return undefined;
}

interface Stalled {
  readonly payloads: Uint8Array[];
  /** How often `send` said false. */
  readonly rounds: number;
}

/** Send, waiting for `onDrain` whenever told to, until it does not come. */
async function sendUntilStalled(scene: ContractScene, end: ContractEnd): Promise<Stalled> {
  const payloads: Uint8Array[] = [];
  const size = Math.min(CHUNK, end.connection.maxSendBytes);
  for (let rounds = 1; payloads.length * size < MOST;) {
    const payload = new Uint8Array(size).fill(payloads.length);
    payloads.push(copyOf(payload));
    if (end.send(payload)) continue;
    if (await isStalled(scene, end, rounds)) return { payloads, rounds };
    rounds += 1;
  }
  return assert.fail(`the sender has not felt the pause after ${MOST} bytes`);
}

/** Whether `end` waits in vain for its `drains`-th `onDrain`. */
async function isStalled(scene: ContractScene, end: ContractEnd, drains: number): Promise<boolean> {
  try {
    await waitUntil('onDrain', () => end.drains >= drains, scene.options.stallMs ?? 200);
    return false;
  } catch {
    return true;
  }
}

const CHUNK = 64 * 1024;
const MOST = 64 * 1024 * 1024;
const MOST_DATAGRAMS = 256;

import assert from 'node:assert/strict';
import { NetError } from '@net/core';
import type { ContractEnd } from './contract-end.ts';
import { type ContractScene, inScene } from './contract-scene.ts';
import { arrival } from './delivery-contract.ts';
import { copyOf, sampleBytes } from './sample-bytes.ts';
import type { DefineTest } from './define-test.ts';
import type { TransportContractOptions } from './transport-contract-options.ts';
import { turns } from './waiting.ts';

/** The tests about the end of a connection. */
export function closingContract(it: DefineTest, options: TransportContractOptions): void {
  it('sends what is queued when closed, then closes both ends', inScene(options, closes));
  it('closes from the accepted end too', inScene(options, closesAccepted));
  it('delivers what both ends sent before both close', inScene(options, bothClose));
  it('calls onClose once and last, whatever follows', inScene(options, closesOnce));
  it('gives the reason of an abort to its own onClose', inScene(options, aborts));
  it('drops the rest when the signal of close is aborted', inScene(options, closeAborted));
  it('takes sends after the end without throwing', inScene(options, sendsAfterEnd));
  it('calls no handler from inside open, send, close or abort', inScene(options, callsLater));
  it('closes a connection that is disposed of', inScene(options, disposes));
}

/** A close right after sends catches transports that drop what the system has not taken yet. */
async function closes(scene: ContractScene): Promise<void> {
  const { dialled, accepted } = await scene.pair();
  await closeAfterSending(scene, dialled, accepted);
}

/** The accepted end often has code of its own in a transport; it has to be as patient. */
async function closesAccepted(scene: ContractScene): Promise<void> {
  const { dialled, accepted } = await scene.pair();
  await closeAfterSending(scene, accepted, dialled);
}

async function closeAfterSending(
  scene: ContractScene,
  from: ContractEnd,
  to: ContractEnd,
): Promise<void> {
  const size = Math.min(QUEUED, from.connection.maxSendBytes);
  const payloads = [sampleBytes(size, 1), sampleBytes(1, 2), sampleBytes(size, 3)];
  for (const payload of payloads) from.send(copyOf(payload));
  await scene.inTime('close', from.close());
  await arrival(scene, to, payloads);
  assertClosed(from);
  if (!scene.announcesClose) return;
  await scene.untilClosed(to);
  assertClosed(to);
}

/**
 * Both ends close while bytes are under way in both directions: neither may cut the other short.
 */
async function bothClose(scene: ContractScene): Promise<void> {
  const { dialled, accepted } = await scene.pair();
  dialled.send(sampleBytes(100, 1));
  accepted.send(sampleBytes(200, 2));
  await scene.inTime('close', Promise.all([dialled.close(), accepted.close()]));
  assertClosed(dialled);
  assertClosed(accepted);
  if (!scene.announcesClose) return;
  await arrival(scene, accepted, [sampleBytes(100, 1)]);
  await arrival(scene, dialled, [sampleBytes(200, 2)]);
}

/** Everything that might end a connection once more, and a close that comes too late. */
async function closesOnce(scene: ContractScene): Promise<void> {
  const { dialled, accepted } = await scene.pair();
  dialled.send(sampleBytes(1000));
  const closings = [dialled.close(), dialled.close(), accepted.close()];
  await scene.inTime('close', Promise.all(closings));
  dialled.abort(new Error('too late'));
  accepted.abort();
  await scene.inTime('close', dialled.close({ signal: AbortSignal.abort() }));
  await turns();
  assertClosed(dialled);
  assertClosed(accepted);
}

/** The first reason counts. The far end learns that it was no orderly close, but not why. */
async function aborts(scene: ContractScene): Promise<void> {
  const { dialled, accepted } = await scene.pair();
  const reason = new Error('enough');
  dialled.abort(reason);
  dialled.abort(new Error('more than enough'));
  await scene.untilClosed(dialled);
  assert.equal(dialled.closeError, reason, 'the error of onClose is the reason');
  if (!scene.announcesClose) return;
  await scene.untilClosed(accepted);
  const { closeError } = accepted;
  assert.ok(closeError instanceof NetError, `the far end gets a NetError, not ${closeError}`);
  assert.equal(closeError.code, 'CONNECTION_LOST', 'the code at the far end');
}

/**
 * With a far end that takes nothing, only the signal can end the wait before the grace is over.
 */
async function closeAborted(scene: ContractScene): Promise<void> {
  const { dialled, accepted } = await scene.pair();
  accepted.connection.pause?.();
  const { maxSendBytes } = dialled.connection;
  for (let sent = 0; sent < 16; sent += 1) {
    dialled.send(new Uint8Array(Math.min(QUEUED, maxSendBytes)));
  }
  const controller = new AbortController();
  const closing = dialled.close({ signal: controller.signal });
  controller.abort(new Error('no more time'));
  await scene.inTime('close', closing);
  assert.equal(dialled.closes, 1, 'onClose calls when close has resolved');
}

/** A session sends without asking whether the connection is still there. */
async function sendsAfterEnd(scene: ContractScene): Promise<void> {
  const { bound, dialled, accepted } = await scene.pair();
  const closing = dialled.close();
  dialled.send(sampleBytes(10));
  await scene.inTime('close', closing);
  dialled.send(sampleBytes(10));
  accepted.send(sampleBytes(10));
  const other = await scene.pair(bound);
  other.dialled.abort();
  other.dialled.send(sampleBytes(10));
  other.accepted.send(sampleBytes(10));
  await turns();
  assert.equal(accepted.receivedBytes, 0, 'bytes that were sent after close');
}

/** What is checked here are the calls that `ContractEnd` notes; this test makes many of them. */
async function callsLater(scene: ContractScene): Promise<void> {
  const { listener } = await scene.listen();
  const short = await scene.dial(listener.address, (end) => sendAndAbort(end));
  await scene.untilClosed(short);
  const { dialled, accepted } = await scene.pair();
  const size = Math.min(QUEUED, dialled.connection.maxSendBytes);
  for (const end of [dialled, accepted, dialled]) end.send(new Uint8Array(size));
  accepted.connection.pause?.();
  accepted.connection.resume?.();
  await scene.inTime('close', Promise.all([accepted.close(), dialled.close()]));
}

function sendAndAbort(end: ContractEnd): void {
  end.send(sampleBytes(10));
  end.abort(new Error('not today'));
}

async function disposes(scene: ContractScene): Promise<void> {
  const { dialled, accepted } = await scene.pair();
  await scene.inTime('disposal', dialled.connection[Symbol.asyncDispose]());
  assertClosed(dialled);
  if (scene.announcesClose) await scene.untilClosed(accepted);
}

/** Check that `end` has heard of an orderly close, once. */
function assertClosed(end: ContractEnd): void {
  assert.equal(end.closes, 1, 'onClose calls');
  assert.equal(end.closeError, undefined, 'an orderly close has no error');
}

const QUEUED = 200_000;

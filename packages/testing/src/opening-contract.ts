import assert from 'node:assert/strict';
import { NetError } from '@net/core';
import type { ContractEnd } from './contract-end.ts';
import { type ContractListener, type ContractScene, inScene } from './contract-scene.ts';
import { exchange } from './delivery-contract.ts';
import { sampleBytes } from './sample-bytes.ts';
import type { DefineTest } from './define-test.ts';
import type { TransportContractOptions } from './transport-contract-options.ts';
import { rejection, turns } from './waiting.ts';

/** The tests about dialling and listening. */
export function openingContract(it: DefineTest, options: TransportContractOptions): void {
  it('names the address that it really listens on', inScene(options, bindsAddress));
  it('names both ends of a connection, and its kind', inScene(options, namesEnds));
  it('accepts a connection before its first byte', inScene(options, acceptsEarly));
  it('refuses an address that is none', inScene(options, refusesBadAddress));
  it('refuses a dial where nobody listens', inScene(options, refusesDial));
  it('refuses to listen on an occupied address', inScene(options, refusesOccupied));
  it('dials nothing when the signal is aborted already', inScene(options, dialAbortedBefore));
  it('leaves nothing open when a dial is aborted', inScene(options, dialAborted));
  it('frees the address when a listen is aborted', inScene(options, listenAborted));
  it('ignores a signal once it has dialled and listens', inScene(options, signalAborted));
  it('keeps open connections alive when a listener closes', inScene(options, listenerClosed));
  it('stops listening when a listener is disposed of', inScene(options, listenerDisposed));
}

/** What a listener says of itself is what can be dialled: port 0 has become a number. */
async function bindsAddress(scene: ContractScene): Promise<void> {
  const { bound } = await scene.pair();
  assertScheme(scene, bound.listener.address);
}

/** Limits by remote address and log lines rely on both names. */
async function namesEnds(scene: ContractScene): Promise<void> {
  const { dialled, accepted } = await scene.pair();
  for (const { connection } of [dialled, accepted]) {
    const { local, remote, maxSendBytes } = connection;
    assertScheme(scene, local);
    assertScheme(scene, remote);
    assert.ok(maxSendBytes > 0, 'maxSendBytes is over 0');
  }
  assert.equal(dialled.connection.kind, accepted.connection.kind, 'both ends are of one kind');
}

/** A server may be the first to speak. */
async function acceptsEarly(scene: ContractScene): Promise<void> {
  const bound = await scene.listen();
  const { connection } = await scene.dial(bound.listener.address);
  // The first datagram is all that a datagram listener learns of a dialler.
  if (connection.kind === 'datagram') return;
  await scene.until('the listener to accept', () => bound.accepted.length > 0);
}

/** A wrong address is a mistake in a configuration, and no reason to try again. */
async function refusesBadAddress(scene: ContractScene): Promise<void> {
  for (const address of ['', 'nowhere', 'unknown-scheme://127.0.0.1:1']) {
    assertCode(await rejection(scene.dial(address)), 'BAD_ADDRESS');
    assertCode(await rejection(scene.listen(address)), 'BAD_ADDRESS');
  }
  assert.equal(scene.ends.length, 0, 'open is not called');
}

/** The address was free a moment ago, so nobody listens there now. */
async function refusesDial(scene: ContractScene): Promise<void> {
  if (scene.options.refusesDial === false) return;
  const { listener } = await scene.listen();
  await listener.close();
  assertCode(await rejection(scene.dial(listener.address)), 'CONNECTION_REFUSED');
  assert.equal(scene.ends.length, 0, 'open is not called');
}

/** The second listener fails, and does the first no harm. */
async function refusesOccupied(scene: ContractScene): Promise<void> {
  const bound = await scene.listen();
  assertCode(await rejection(scene.listen(bound.listener.address)), 'ADDRESS_IN_USE');
  await scene.pair(bound);
}

async function dialAbortedBefore(scene: ContractScene): Promise<void> {
  const bound = await scene.listen();
  const signal = AbortSignal.abort(REASON);
  const dialling = scene.dial(bound.listener.address, undefined, { signal });
  assert.equal(await rejection(dialling), REASON, 'the rejection is the reason of the signal');
  assert.equal(scene.ends.length, 0, 'open is not called');
}

/**
 * Whatever the dial had got to, both ends of it have to go. The next dial is used to know that the
 * listener has seen the aborted one, if it will ever see it.
 */
async function dialAborted(scene: ContractScene): Promise<void> {
  const bound = await scene.listen();
  const controller = new AbortController();
  const { signal } = controller;
  const dialling = scene.dial(bound.listener.address, undefined, { signal });
  controller.abort(REASON);
  assert.equal(await rejection(dialling), REASON, 'the rejection is the reason of the signal');
  const next = await scene.dial(bound.listener.address);
  next.send(sampleBytes(10));
  const isNext = (end: ContractEnd): boolean => end === next || end.receivedBytes === 10;
  await scene.until('the next dial to get through', () => bound.accepted.some(isNext));
  for (const end of scene.ends.filter((end) => !isNext(end))) await untilGone(scene, end, bound);
}

/** Listening again on the very same address shows that nothing was left bound. */
async function listenAborted(scene: ContractScene): Promise<void> {
  const { listener } = await scene.listen();
  await listener.close();
  const controller = new AbortController();
  const { signal } = controller;
  const listening = scene.listen(listener.address, undefined, { signal });
  controller.abort(REASON);
  assert.equal(await rejection(listening), REASON, 'the rejection is the reason of the signal');
  const again = scene.listen(listener.address, undefined, { signal });
  assert.equal(await rejection(again), REASON, 'the rejection is the reason of the signal');
  await scene.pair(await scene.listen(listener.address));
}

/** A signal calls off the dial, not the connection: callers abort one signal for many things. */
async function signalAborted(scene: ContractScene): Promise<void> {
  const controller = new AbortController();
  const { signal } = controller;
  const bound = await scene.listen(undefined, undefined, { signal });
  const { dialled, accepted } = await scene.pair(bound, { signal });
  controller.abort(REASON);
  await turns();
  await exchange(scene, dialled, accepted, [sampleBytes(10)]);
  await scene.pair(bound);
}

/** Closing twice is fine. `net.Server` would wait for the connections; a listener must not. */
async function listenerClosed(scene: ContractScene): Promise<void> {
  const { bound, dialled, accepted } = await scene.pair();
  await bound.listener.close();
  await bound.listener.close();
  await exchange(scene, dialled, accepted, [sampleBytes(10)]);
  await exchange(scene, accepted, dialled, [sampleBytes(10)]);
}

async function listenerDisposed(scene: ContractScene): Promise<void> {
  const { listener } = await scene.listen();
  await listener[Symbol.asyncDispose]();
  await scene.pair(await scene.listen(listener.address));
}

/** Wait for the end of `end`, unless nobody would tell it. */
async function untilGone(
  scene: ContractScene,
  end: ContractEnd,
  bound: ContractListener,
): Promise<void> {
  if (bound.accepted.includes(end) && !scene.announcesClose) return;
  await scene.untilClosed(end);
}

/** Check that `address` could be given to the transport again. */
function assertScheme(scene: ContractScene, address: string): void {
  const { schemes } = scene.options.transport;
  const isServed = schemes.some((scheme) => address.startsWith(`${scheme}://`));
  assert.ok(isServed, `${address} has one of the schemes ${schemes.join(', ')}`);
}

/** Check that `error` is a `NetError` with this `code`. */
function assertCode(error: unknown, code: string): void {
  assert.ok(error instanceof NetError, `expected NetError ${code}, got ${String(error)}`);
  assert.equal(error.code, code, 'the code of the error');
}

const REASON = new Error('called off');

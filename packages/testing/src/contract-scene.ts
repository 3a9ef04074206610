import assert from 'node:assert/strict';
import type { Abortable } from '@net/core';
import type { Listener } from '@net/core/extend';
import { Conduct, ContractEnd, ReadingContractEnd } from './contract-end.ts';
import type { TransportContractOptions } from './transport-contract-options.ts';
import { turns, waitFor, waitUntil } from './waiting.ts';

/** A listener under test, and the ends it has accepted. */
export interface ContractListener {
  readonly listener: Listener;
  readonly accepted: readonly ContractEnd[];
}

/** Two ends of one connection. */
export interface ContractPair {
  readonly bound: ContractListener;
  readonly dialled: ContractEnd;
  readonly accepted: ContractEnd;
}

/** Makes the test that runs `act` in a scene of its own, and closes what was opened. */
export function inScene(
  options: TransportContractOptions,
  act: (scene: ContractScene) => Promise<void>,
): () => Promise<void> {
  return async () => {
    const scene = new ContractScene(options);
    try {
      await act(scene);
    } catch (error) {
      await scene.abandon();
      throw error;
    }
    await scene.end();
  };
}

/** Opens connections for one test and checks, at its end, that the rules were kept. */
export class ContractScene {
  readonly options: TransportContractOptions;
  readonly ends: ContractEnd[] = [];
  readonly #listeners: Listener[] = [];
  readonly #conduct = new Conduct();

  constructor(options: TransportContractOptions) {
    this.options = options;
  }

  /** Whether a far end hears of a close. */
  get announcesClose(): boolean {
    return this.options.announcesClose ?? true;
  }

  /** `greet` is called with each accepted end, from inside its `open`. */
  async listen(
    address: string = this.options.address(),
    greet: (end: ContractEnd) => void = () => {},
    options?: Abortable,
  ): Promise<ContractListener> {
    const accepted: ContractEnd[] = [];
    const open = ReadingContractEnd.opener(this.#conduct, (end) => {
      this.ends.push(end);
      accepted.push(end);
      greet(end);
    });
    const { transport } = this.options;
    const listening = this.#conduct.during('listen', () =>
      transport.listen(address, open, options),
    );
    const listener = await listening;
    this.#listeners.push(listener);
    return { listener, accepted };
  }

  /** Dial, and check what `dial` promises of `open`. `greet` is called from inside it. */
  async dial(
    address: string,
    greet: (end: ContractEnd) => void = () => {},
    options?: Abortable,
  ): Promise<ContractEnd> {
    let dialled: ContractEnd | undefined;
    const open = ContractEnd.opener(this.#conduct, (end) => {
      this.ends.push(end);
      assert.equal(dialled, undefined, 'dial calls open once');
      dialled = end;
      greet(end);
    });
    const { transport } = this.options;
    const dialling = this.#conduct.during('dial', () => transport.dial(address, open, options));
    const connection = await dialling;
    assert.ok(dialled !== undefined, 'dial calls open before it resolves');
    assert.equal(dialled.connection, connection, 'dial resolves to what it gave to open');
    return dialled;
  }

  /** A connection with both its ends. Where only a datagram makes one, one has been sent. */
  async pair(listening?: ContractListener, options?: Abortable): Promise<ContractPair> {
    const bound = listening ?? (await this.listen());
    const before = bound.accepted.length;
    const dialled = await this.dial(bound.listener.address, undefined, options);
    const isDatagram = dialled.connection.kind === 'datagram';
    if (isDatagram) dialled.send(new Uint8Array(HELLO));
    await this.until('the listener to accept', () => bound.accepted.length > before);
    const accepted = bound.accepted[before];
    assert.ok(accepted !== undefined);
    if (isDatagram) await this.until('the first datagram', () => accepted.received.length > 0);
    accepted.received.length = 0;
    return { bound, dialled, accepted };
  }

  /** Wait for something that must happen. `what` completes "waited for …". */
  until(what: string, isTrue: () => boolean): Promise<void> {
    return waitUntil(what, isTrue, this.options.timeoutMs ?? DEFAULT_TIMEOUT_MS);
  }

  /** Wait for a promise that must be kept. `what` completes "waited for …". */
  inTime(what: string, promise: PromiseLike<unknown>): Promise<void> {
    return waitFor(what, promise, this.options.timeoutMs ?? DEFAULT_TIMEOUT_MS);
  }

  /** Wait until `end` has been told that it is closed. */
  async untilClosed(end: ContractEnd): Promise<void> {
    await this.until('onClose', () => end.closes > 0);
  }

  /** Close everything and check that the rules were kept throughout. */
  async end(): Promise<void> {
    await this.abandon();
    for (const end of this.ends) await this.untilClosed(end);
    await turns();
    assert.deepEqual(this.#conduct.faults, [], 'the rules of ConnectionHandler are kept');
  }

  /** Close everything without a look. */
  async abandon(): Promise<void> {
    for (const end of this.ends) end.abort();
    await Promise.all(this.#listeners.map((listener) => listener.close()));
  }
}

const DEFAULT_TIMEOUT_MS = 5000;
const HELLO = new Uint8Array([0x68, 0x69]);

import { type Clock, type CloseInfo, NetError, type Session } from '@net/core';
import type { Backoff } from './backoff.ts';
import type { ClientState } from './client-state.ts';
import { type NetworkEvents, online } from './connectivity.ts';
import { pause } from './pause.ts';

/** A session that stands, and when its server wants to be left. */
export interface Dialled {
  readonly session: Session;
  /** Resolves when the server asks its peers to leave; the session goes on for what was asked before. */
  readonly leaving: Promise<NetError>;
}

/** What a redialler works with. */
export interface RediallerParts {
  readonly addresses: readonly string[];
  readonly backoff: Backoff;
  readonly clock: Clock;
  readonly network: NetworkEvents | undefined;
  /** Opens a session that is ready to be used. */
  readonly dial: (address: string, signal: AbortSignal) => Promise<Dialled>;
  readonly onState: (state: ClientState) => void;
  /** Called with each session as it becomes ready, and with nothing when it is lost. */
  readonly onSession: (session: Session | undefined) => void;
}

/** Keeps one session open: dials one address after the other, waits, and dials again. */
export class Redialler {
  readonly #parts: RediallerParts;
  readonly #closing = new AbortController();
  #nextAddress = 0;
  /** How many sessions in a row were sent away as soon as they stood. */
  #brief = 0;

  constructor(parts: RediallerParts) {
    this.#parts = parts;
  }

  /** Runs until it is stopped, or dialling again would not help. Never rejects. @returns why it ended */
  async run(): Promise<NetError | undefined> {
    try {
      for (;;) await this.#holdOne();
    } catch (error) {
      if (this.#closing.signal.aborted) return undefined;
      return toNetError(error);
    }
  }

  /** Dial no more. The open session is the caller's to close. */
  stop(): void {
    this.#closing.abort(new NetError('SESSION_CLOSED', 'the client was closed'));
  }

  async #holdOne(): Promise<void> {
    const { backoff, clock, onSession, onState } = this.#parts;
    const { session, leaving, address } = await this.#open();
    const readyAtMs = clock.now();
    backoff.onReady(readyAtMs);
    onState({ name: 'ready', address });
    onSession(session);
    const reason = await Promise.race([leaving, session.closed.then(lossOf)]);
    onSession(undefined);
    this.#closing.signal.throwIfAborted();
    backoff.onLost(clock.now());
    if (isTerminal(reason)) throw reason;
    if (!this.#mayMoveOn(reason, clock.now() - readyAtMs)) await this.#wait(reason);
  }

  /** Who is sent away has somewhere else to go, unless it was sent from there as well. */
  #mayMoveOn(reason: NetError, heldMs: number): boolean {
    this.#brief = heldMs < BRIEF_MS ? this.#brief + 1 : 1;
    const isSentOn = reason.code === 'GOING_AWAY' && this.#brief < this.#parts.addresses.length;
    if (!isSentOn) this.#brief = 0;
    return isSentOn;
  }

  async #open(): Promise<Dialled & { readonly address: string }> {
    const { addresses, network, dial, onState } = this.#parts;
    const { signal } = this.#closing;
    for (let attempt = 1; ; attempt++) {
      await online(network, signal);
      signal.throwIfAborted();
      const address = this.#takeAddress();
      onState({ name: 'connecting', address });
      try {
        const dialled = await dial(address, signal);
        // One that comes just when it is stopped is nobody's to close.
        if (signal.aborted) dialled.session.abort();
        signal.throwIfAborted();
        return { ...dialled, address };
      } catch (error) {
        signal.throwIfAborted();
        const reason = toNetError(error);
        if (isTerminal(reason)) throw reason;
        if (attempt % addresses.length === 0) await this.#wait(reason);
      }
    }
  }

  #takeAddress(): string {
    const { addresses } = this.#parts;
    const address = addresses[this.#nextAddress]!;
    this.#nextAddress = (this.#nextAddress + 1) % addresses.length;
    return address;
  }

  async #wait(reason: NetError): Promise<void> {
    const { backoff, clock, onState } = this.#parts;
    const retryInMs = backoff.next(Math.min(reason.retryAfterMs ?? floorOf(reason), MAX_FLOOR_MS));
    onState({ name: 'waiting', error: reason, retryInMs });
    await pause(clock, retryInMs, this.#closing.signal);
  }
}

/** Whether dialling again with the same options would end the same way. */
function isTerminal(reason: NetError): boolean {
  return !reason.retryable;
}

/** A peer that only ends the connection may be restarting; one that says why is believed. */
function lossOf({ error, reason }: CloseInfo): NetError {
  return toNetError(error ?? new NetError('CONNECTION_LOST', reason));
}

function toNetError(error: unknown): NetError {
  if (error instanceof NetError) return error;
  return new NetError('CONNECTION_LOST', 'the connection failed', { cause: error });
}

/** Some ends call for a longer wait than chance may give. */
function floorOf({ code, kind }: NetError): number {
  if (code === 'AUTH_RATE_LIMITED') return 60_000;
  return kind === 'overload' || code === 'SLOW_CONSUMER' ? 5000 : 0;
}

/** A session that held no longer does not count as one that its server wanted. */
const BRIEF_MS = 1000;
/** No server keeps its clients away for longer: who asks for more is out of order. */
const MAX_FLOOR_MS = 3_600_000;

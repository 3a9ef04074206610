import type { ConnectionKind } from '../../src/extend.ts';
import { Dispatcher, type DispatchContext, type DispatchTarget } from '../../src/dispatcher.ts';
import type { Message, NetErrorCode } from '../../src/index.ts';
import type { PendingCalls } from '../../src/pending-calls.ts';
import type { Route, Routes } from '../../src/routes.ts';
import { textOf } from './wire.ts';

/** What was refused, and in which words. */
export interface Refusal {
  readonly message: Message;
  readonly code: NetErrorCode;
  readonly words: string;
}

/** Keeps the messages that a dispatcher starts. Once `room` is set they never finish. */
export class Collector implements DispatchTarget, Routes<Collector> {
  kind: ConnectionKind = 'stream';
  readonly canAnswer = true;
  readonly messages: Message[] = [];
  readonly controls: Message[] = [];
  readonly refusals: Refusal[] = [];
  /** Called for each message that starts. */
  onMessage: (() => unknown) | undefined;
  onControlMessage: ((message: Message) => void) | undefined;
  /** How many messages may run, unless the limits say less. */
  room = Infinity;
  readonly #route: Route<Collector> = {
    run: (message) => {
      this.messages.push(message);
      this.onMessage?.();
      return this.room === Infinity ? undefined : NEVER;
    },
    reply: undefined,
    concurrency: Infinity,
  };

  get texts(): readonly string[] {
    return this.messages.map(({ body }) => textOf(body));
  }

  /** The ids of messages that were cancelled. */
  get cancelled(): readonly number[] {
    return this.messages.filter(({ isCancelled }) => isCancelled).map(({ id }) => id);
  }

  /** A dispatcher whose messages come here. */
  createDispatcher(
    calls: PendingCalls,
    hasControl: boolean,
    context: DispatchContext,
  ): Dispatcher<Collector> {
    const { maxConcurrentRequests, maxCancels } = context.bounds;
    const roomOf = (): number => Math.min(this.room, maxConcurrentRequests);
    const bounds = {
      maxCancels,
      handlerTimeoutMs: Infinity,
      get maxConcurrentRequests() {
        return roomOf();
      },
    };
    const parts = { routes: this, results: this, requests: calls, hasControl };
    return new Dispatcher<Collector>(this, parts, { ...context, bounds });
  }

  find(): Route<Collector> {
    return this.#route;
  }

  onControl(message: Message): void {
    this.controls.push(message);
    this.onControlMessage?.(message);
  }

  onRefused(message: Message, code: NetErrorCode, words: string): void {
    this.refusals.push({ message, code, words });
  }

  onResult(): void {}

  onError(_message: Message, error: unknown): void {
    throw error;
  }

  onRoom(): void {}

  onIdle(): void {}
}

const NEVER = new Promise<never>(() => {});

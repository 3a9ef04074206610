import type { Codec } from './codec.ts';
import type { Message } from './message.ts';

/** Runs one message. A returned value, or promise of one, is the reply to a request. */
export type RouteHandler<S> = (message: Message, session: S) => unknown;

/** Where a message of one type goes. */
export interface Route<S> {
  readonly run: RouteHandler<S>;
  /** How the reply is coded; `undefined` for messages that are not answered. */
  readonly reply: Codec<unknown> | undefined;
  /** It starts while fewer than this many handlers of its session run. */
  readonly concurrency: number;
}

/** Where a session looks up its handlers. */
export interface Routes<S> {
  find(type: number): Route<S> | undefined;
}

import { type CallType, type Codec, type MessageType, raw } from './codec.ts';
import { NetError } from './errors.ts';
import type { Message } from './message.ts';
import type { Route, RouteHandler, Routes } from './routes.ts';
import type { Session } from './session.ts';

/** Runs one message, undecoded. A returned value, or promise of one, is the reply to a request. */
export type Handler = RouteHandler<Session>;

/** Wraps a handler, once, when the route is made: so a layer costs a call per message, no closure. */
export type Middleware = (next: Handler) => Handler;

/** How a route runs. */
export interface RouteOptions {
  /**
   * The handler starts while fewer than this many handlers of its session run. 1, the default, is
   * one after the other; more gives up the order in which they finish.
   */
  readonly concurrency?: number;
}

/** Which handler a message goes to, and how its body is decoded. Serves any number of sessions. */
export class Router implements Routes<Session> {
  #routes = new Map<number, Route<Session>>();
  #fallback: Route<Session> | undefined;
  #layers: Middleware[] = [];

  /** The message types that have a handler. */
  get types(): Iterable<number> {
    return this.#routes.keys();
  }

  /** Wrap every handler added after this; the first layer is the outermost. */
  use(layer: Middleware): this {
    this.#layers.push(layer);
    return this;
  }

  /**
   * Answer calls of `type`: what the handler returns, or its promise resolves to, is the reply.
   *
   * @throws TypeError when the type has a handler already, or an option is wrong.
   */
  handle<Q, R>(
    type: CallType<Q, R>,
    handler: (value: Q, session: Session, message: Message) => R | Promise<R>,
    options?: RouteOptions,
  ): this;
  /** Take messages of `type`, which are not answered. */
  handle<T>(
    type: MessageType<T>,
    handler: (value: T, session: Session, message: Message) => unknown,
    options?: RouteOptions,
  ): this;
  handle<T>(
    { type, codec, reply }: MessageType<T> & { readonly reply?: Codec<unknown> },
    handler: (value: T, session: Session, message: Message) => unknown,
    options?: RouteOptions,
  ): this {
    if (this.#routes.has(type)) throw new TypeError(`message type ${type} has a handler already`);
    const decoded: Handler = (message, session) =>
      handler(decodeBody(codec, message), session, message);
    this.#routes.set(type, this.#createRoute(decoded, reply, options));
    return this;
  }

  /**
   * Take every message that no route takes, undecoded. A request's reply is the bytes it returns.
   *
   * @throws TypeError when there is a fallback already.
   */
  fallback(handler: Handler, options?: RouteOptions): this {
    if (this.#fallback !== undefined) throw new TypeError('there is a fallback already');
    this.#fallback = this.#createRoute(handler, raw(), options);
    return this;
  }

  /** Where a message of `type` goes. */
  find(type: number): Route<Session> | undefined {
    return this.#routes.get(type) ?? this.#fallback;
  }

  #createRoute(
    handler: Handler,
    reply: Codec<unknown> | undefined,
    { concurrency = 1 }: RouteOptions = {},
  ): Route<Session> {
    if (!Number.isInteger(concurrency) || concurrency < 1) {
      throw new TypeError(`concurrency is a whole number above 0, got ${concurrency}`);
    }
    const run = this.#layers.reduceRight((next, layer) => layer(next), handler);
    return { run, reply, concurrency };
  }
}

function decodeBody<T>(codec: Codec<T>, message: Message): T {
  try {
    return codec.decode(message.body);
  } catch (cause) {
    const text = `a message of type ${message.type} cannot be decoded`;
    throw new NetError('BAD_MESSAGE', text, { cause });
  }
}

import type { HandshakeOptions, Session, Stack } from '@net/core';
import type { BackoffOptions } from './backoff.ts';
import type { NetworkEvents } from './connectivity.ts';
import type { QueueOptions } from './waiting-requests.ts';

/** How a client keeps its session. It takes a stack, as `connect` does. */
export interface ClientOptions extends Stack {
  /**
   * What it says of itself on each connection: name, credentials, heartbeat. By default it says hello
   * without any where the protocol carries control packets, and nothing elsewhere.
   */
  readonly handshake?: Omit<HandshakeOptions, 'onGoAway'> | false | undefined;
  /**
   * Called with each new session before anyone else can use it: for protocols with a handshake of
   * their own. If it throws, that connection is dropped; a NetError that is not `retryable` ends the
   * client.
   */
  readonly onConnect?: ((session: Session) => unknown) | undefined;
  /** For protocols without control packets: a request whose answer shows that the peer lives. */
  readonly heartbeat?: RequestHeartbeat | undefined;
  readonly reconnect?: BackoffOptions | undefined;
  /** How long one attempt may take, all handshakes included. 10,000 ms. */
  readonly connectTimeoutMs?: number | undefined;
  /** Let requests wait while there is no session. Without it they fail at once with `NOT_CONNECTED`. */
  readonly queue?: QueueOptions | undefined;
  /** Where chance comes from; `Math.random` by default. */
  readonly random?: (() => number) | undefined;
  /** Tells when there is a network at all: a browser's window by default. */
  readonly network?: NetworkEvents | undefined;
}

/** A request made every interval: without an answer within another, the session is dropped. */
export interface RequestHeartbeat {
  /** Ask the peer something: `(session, options) => session.request(Ping, {}, options)`. */
  readonly ping: (session: Session, options: { readonly timeoutMs: number }) => Promise<unknown>;
  /** 20,000 ms. */
  readonly intervalMs?: number | undefined;
}

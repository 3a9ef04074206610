import { call, NetError, type Session } from '@net/core';
import type { Bodies } from './bodies.ts';
import { ECHO_TYPE, type EchoWaiter } from './echoes.ts';

/** Sends body number `index` and waits until it comes back. `false`: something else came. */
export type Ask = (index: number) => Promise<boolean>;

/** Sends body number `index` as a message; `false`: hold back until the session has drained. */
export type SendBody = (index: number, waiter: EchoWaiter) => boolean;

/** Asks by a request, which its answer refers to. */
export function askByRequest<T>(session: Session, bodies: Bodies<T>, timeoutMs: number): Ask {
  const echo = call(ECHO_TYPE, bodies.codec, bodies.codec);
  return async (index) => {
    const answer = await session.request(echo, bodies.make(index), { timeoutMs });
    return bodies.isBody(index, answer);
  };
}

/** Asks by a message, for protocols without requests: its body tells what came back. */
export function askByMessage(send: SendBody, timeoutMs: number): Ask {
  return (index) =>
    new Promise((resolve, reject) => {
      const fail = (error: Error): void => {
        clearTimeout(timer);
        reject(error);
      };
      const onEcho = (): void => {
        clearTimeout(timer);
        resolve(true);
      };
      send(index, { onEcho, onLost: fail });
      const timer = setTimeout(() => fail(timedOut(timeoutMs)), timeoutMs);
    });
}

function timedOut(timeoutMs: number): NetError {
  return new NetError('REQUEST_TIMEOUT', `a message did not come back within ${timeoutMs} ms`);
}

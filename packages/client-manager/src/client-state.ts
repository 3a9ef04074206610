import { NetError } from '@net/core';

/** Where a client is. */
export type ClientState =
  /** It dials `address`. */
  | { readonly name: 'connecting'; readonly address: string }
  /** It can send and ask. */
  | { readonly name: 'ready'; readonly address: string }
  /** It dials again in `retryInMs`, after `error`. */
  | { readonly name: 'waiting'; readonly error: NetError; readonly retryInMs: number }
  /** It dials no more: it was closed, or `error` is one that dialling again does not cure. */
  | { readonly name: 'closed'; readonly error: NetError | undefined };

/** What a call fails with that needs a session, of a client that has none. */
export function noSession(state: ClientState): NetError {
  if (state.name === 'closed') return endOf(state.error);
  return new NetError('NOT_CONNECTED', `the client has no connection, it is ${state.name}`);
}

/** Nothing of the request that it is told of has run, whatever `error` says of another. */
function endOf(error: NetError | undefined): NetError {
  if (error === undefined) return new NetError('SESSION_CLOSED', 'the client was closed');
  return new NetError(error.code, error.message, { cause: error });
}

import type { NetError } from '@net/core';

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

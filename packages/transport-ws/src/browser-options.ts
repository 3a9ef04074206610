import { checkFlag, checkNames, checkSubprotocols, checkTimeout } from './check-option.ts';
import type { Subprotocols } from './subprotocol.ts';

/** What `ws()` can be told in a browser. */
export interface BrowserWsOptions {
  /** Offer the subprotocol `net.batch`. On, unless `text` is. */
  readonly batch?: boolean | undefined;
  /** Other subprotocols to offer, the preferred one first. None. */
  readonly protocols?: readonly string[] | undefined;
  /** Send text, and accept it as its UTF-8 bytes: for protocols such as `lines()`. Off. */
  readonly text?: boolean | undefined;
  /** How long a dial may take. 10,000 ms. */
  readonly connectTimeoutMs?: number | undefined;
  /** How long a close waits for queued messages to go and for the peer's answer. 5,000 ms. */
  readonly closeTimeoutMs?: number | undefined;
}

/** `BrowserWsOptions` checked and complete. */
export interface BrowserSettings {
  readonly subprotocols: Subprotocols;
  readonly isText: boolean;
  readonly connectTimeoutMs: number;
  readonly closeTimeoutMs: number;
}

/** Check `options` and fill in the defaults. @throws NetError `INVALID_OPTION` */
export function resolveBrowserOptions(options: BrowserWsOptions): BrowserSettings {
  checkNames(options, NAMES);
  return {
    subprotocols: checkSubprotocols(options),
    isText: checkFlag('text', options.text ?? false),
    connectTimeoutMs: checkTimeout('connectTimeoutMs', options.connectTimeoutMs ?? 10_000),
    closeTimeoutMs: checkTimeout('closeTimeoutMs', options.closeTimeoutMs ?? 5000),
  };
}

const NAMES: ReadonlySet<string> = new Set<keyof BrowserWsOptions>([
  'batch',
  'protocols',
  'text',
  'connectTimeoutMs',
  'closeTimeoutMs',
]);

import type { NetError } from '@net/core';
import { OptionReader } from '@net/core/extend';
import type { TlsOptions } from './tls-options.ts';
import { resolveTls, type TlsSettings } from './tls-settings.ts';

/** What `tcp()` can be told. */
export interface TcpOptions {
  /** Send small writes at once instead of gathering them (`TCP_NODELAY`). On. */
  readonly noDelay?: boolean | undefined;
  /**
   * Silence after which the system probes the peer, for each connection between half of this and
   * the whole, so that not all are probed at once. 120,000 ms; `false`: never.
   */
  readonly keepAliveMs?: number | false | undefined;
  /** How long a dial may take, name lookup and TLS handshake included. 10,000 ms. */
  readonly connectTimeoutMs?: number | undefined;
  /** How long `close` waits for queued bytes to go and for the peer's end. 5,000 ms. */
  readonly closeTimeoutMs?: number | undefined;
  /** How long an accepted TLS connection may take to shake hands. 5,000 ms. */
  readonly handshakeTimeoutMs?: number | undefined;
  /** Permissions of the socket file of a `unix://` listener, such as `0o660`. The umask's. */
  readonly unixMode?: number | undefined;
  /** Certificates and rules of `tls://`. Listening needs `cert` and `key`. */
  readonly tls?: TlsOptions | undefined;
  /**
   * Told of each peer that never became a connection: `TLS_ERROR` when its handshake failed,
   * `LISTEN_FAILED` when the system would not accept. For logs and counters; nobody by default.
   */
  readonly onAcceptError?: ((error: NetError) => void) | undefined;
}

/** `TcpOptions` checked and complete. */
export interface Settings {
  readonly noDelay: boolean;
  readonly keepAliveMs: number | false;
  readonly connectTimeoutMs: number;
  readonly closeTimeoutMs: number;
  readonly handshakeTimeoutMs: number;
  readonly unixMode: number | undefined;
  readonly tls: TlsSettings;
  readonly onAcceptError: (error: NetError) => void;
}

/** Check `options` and fill in the defaults. @throws NetError `INVALID_OPTION` */
export function resolveOptions(options: TcpOptions): Settings {
  const given = new OptionReader('tcp()', options, NAMES);
  const { unixMode, onAcceptError = ignore } = options;
  given.refuse(typeof onAcceptError !== 'function', 'onAcceptError', 'is a function');
  given.refuse(!isFileMode(unixMode), 'unixMode', `is from 0o000 to 0o777, got ${unixMode}`);
  return {
    noDelay: given.flag('noDelay', true),
    keepAliveMs: keepAliveMs(options, given),
    connectTimeoutMs: given.duration('connectTimeoutMs', 10_000),
    closeTimeoutMs: given.duration('closeTimeoutMs', 5000),
    handshakeTimeoutMs: given.duration('handshakeTimeoutMs', 5000),
    unixMode,
    tls: resolveTls(options.tls ?? {}),
    onAcceptError,
  };
}

function keepAliveMs(
  { keepAliveMs: value = 120_000 }: TcpOptions,
  given: OptionReader<TcpOptions>,
): number | false {
  if (value === false) return false;
  if (Number.isFinite(value) && value >= 1000 && value <= LONGEST_KEEP_ALIVE_MS) return value;
  const range = `from 1000 to ${LONGEST_KEEP_ALIVE_MS} milliseconds`;
  throw given.error('keepAliveMs', `is ${range}, or false, got ${String(value)}`);
}

function isFileMode(value: number | undefined): boolean {
  return value === undefined || (Number.isInteger(value) && value >= 0 && value <= 0o777);
}

function ignore(): void {}

/** Linux takes `TCP_KEEPIDLE` up to 32,767 s. */
const LONGEST_KEEP_ALIVE_MS = 32_767_000;
const NAMES: ReadonlySet<string> = new Set<keyof TcpOptions>([
  'noDelay',
  'keepAliveMs',
  'connectTimeoutMs',
  'closeTimeoutMs',
  'handshakeTimeoutMs',
  'unixMode',
  'tls',
  'onAcceptError',
]);

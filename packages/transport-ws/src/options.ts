import { type IncomingMessage, Server, validateHeaderName, validateHeaderValue } from 'node:http';
import { Server as SecureServer } from 'node:https';
import type { BlockList } from 'node:net';
import type { NetError } from '@net/core';
import { OptionReader } from '@net/core/extend';
import { checkSubprotocols, optionError } from './check-option.ts';
import { checkOrigins } from './origin.ts';
import type { Subprotocols } from './subprotocol.ts';
import { resolveTls, type TlsOptions, type TlsSettings } from './tls-options.ts';
import { parseProxies } from './client-address.ts';

/** What `ws()` can be told. */
export interface WsOptions {
  /** Offer and accept the subprotocol `net.batch`. On, unless `text` is. */
  readonly batch?: boolean | undefined;
  /** Other subprotocols to offer and accept, the preferred one first. None. */
  readonly protocols?: readonly string[] | undefined;
  /** Send text frames, and accept them as their UTF-8 bytes: for protocols such as `lines()`. Off. */
  readonly text?: boolean | undefined;
  /** Bytes of one message, either way; its sender learns `MESSAGE_TOO_LARGE`. 1 MiB and 64. */
  readonly maxPayloadBytes?: number | undefined;
  /** Frames that a received message may come in. 128. */
  readonly maxFragments?: number | undefined;
  /** Reads that an unfinished frame may come in. 1,024. */
  readonly maxBufferedChunks?: number | undefined;
  /** Compress messages from 1 KiB on, if the peer can. Off. */
  readonly perMessageDeflate?: boolean | undefined;
  /** Silence after which the peer is pinged; after twice that it is dead. 20,000 ms; `false`: never. */
  readonly heartbeatIntervalMs?: number | false | undefined;
  /** How long a dial may take, name lookup and handshakes included. 10,000 ms. */
  readonly connectTimeoutMs?: number | undefined;
  /** How long a close waits for queued messages to go and for the peer's answer. 5,000 ms. */
  readonly closeTimeoutMs?: number | undefined;
  /** Listening: time for each of the TLS handshake, the request and `verify`. 5,000 ms. */
  readonly handshakeTimeoutMs?: number | undefined;
  /** Listening: connections of one port that are not WebSockets yet. 1,024; `false`: no limit. */
  readonly maxPendingConnections?: number | false | undefined;
  /**
   * Listening: origins, such as `'https://a.example'`, whose pages may connect. Those with the host
   * of the request; `false`: any. Requests without an origin come from no page and are let in.
   */
  readonly allowedOrigins?: readonly string[] | false | undefined;
  /** Listening: whether to let the sender of an upgrade request in. What throws is a no. */
  readonly verify?: ((request: IncomingMessage) => boolean | Promise<boolean>) | undefined;
  /**
   * Listening: addresses, or CIDR ranges, of proxies whose `X-Forwarded-For` is believed. None.
   */
  readonly trustedProxies?: readonly string[] | undefined;
  /** Listening: a server to answer the upgrade requests of, instead of one of its own. */
  readonly server?: Server | SecureServer | undefined;
  /** Dialling: headers of the request. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Certificates and rules of `wss://`. Listening needs `cert` and `key`. */
  readonly tls?: TlsOptions | undefined;
  /**
   * Told of each peer that never became a connection: `ORIGIN_REJECTED`, `AUTH_FAILED` after
   * `verify`, `HANDSHAKE_TIMEOUT`, `TOO_MANY_SESSIONS`, `TLS_ERROR`, `CONNECTION_LOST`, `BAD_PACKET` for what
   * is not HTTP, and `LISTEN_FAILED`. For logs and counters; must not throw. Nobody by default.
   */
  readonly onAcceptError?: ((error: NetError) => void) | undefined;
}

/** `WsOptions` checked and complete. */
export interface Settings {
  readonly webSocket: WebSocketSettings;
  readonly subprotocols: Subprotocols;
  readonly isText: boolean;
  /** `Infinity`: never. */
  readonly heartbeatIntervalMs: number;
  readonly connectTimeoutMs: number;
  readonly handshakeTimeoutMs: number;
  /** `Infinity` where there is no limit. */
  readonly maxPendingConnections: number;
  readonly allowedOrigins: ReadonlySet<string> | false | undefined;
  readonly verify: WsOptions['verify'];
  readonly trustedProxies: BlockList;
  readonly server: Server | SecureServer | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly tls: TlsSettings;
  readonly onAcceptError: (error: NetError) => void;
}

/** What both ends of the `ws` package are told. */
export interface WebSocketSettings {
  readonly maxPayload: number;
  readonly maxFragments: number;
  readonly maxBufferedChunks: number;
  readonly perMessageDeflate: false | typeof DEFLATE;
  readonly closeTimeout: number;
  readonly autoPong: false;
}

/** Check `options` and fill in the defaults. @throws NetError `INVALID_OPTION` */
export function resolveOptions(options: WsOptions): Settings {
  const given = new OptionReader('ws()', options, NAMES);
  const { verify, onAcceptError = ignore, server } = options;
  given.refuse(verify !== undefined && typeof verify !== 'function', 'verify', 'is a function');
  given.refuse(typeof onAcceptError !== 'function', 'onAcceptError', 'is a function');
  given.refuse(!isServer(server), 'server', 'is a server of node:http or node:https');
  return {
    webSocket: webSocketSettings(given),
    subprotocols: checkSubprotocols(options),
    isText: given.flag('text', false),
    heartbeatIntervalMs: given.durationOrNever('heartbeatIntervalMs', 20_000),
    connectTimeoutMs: given.duration('connectTimeoutMs', 10_000),
    handshakeTimeoutMs: given.duration('handshakeTimeoutMs', 5000),
    maxPendingConnections: given.bound('maxPendingConnections', 1024),
    allowedOrigins: checkOrigins(options.allowedOrigins),
    verify,
    trustedProxies: parseProxies(options.trustedProxies ?? []),
    server,
    headers: checkHeaders(options.headers ?? {}),
    tls: resolveTls(options.tls ?? {}),
    onAcceptError,
  };
}

function webSocketSettings(given: OptionReader<WsOptions>): WebSocketSettings {
  return {
    maxPayload: given.whole('maxPayloadBytes', MEBIBYTE + 64, 125, LARGEST),
    maxFragments: given.whole('maxFragments', 128, 1, LARGEST),
    maxBufferedChunks: given.whole('maxBufferedChunks', 1024, 1, LARGEST),
    perMessageDeflate: given.flag('perMessageDeflate', false) && DEFLATE,
    closeTimeout: given.duration('closeTimeoutMs', 5000),
    autoPong: false,
  };
}

function checkHeaders(headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  for (const [name, value] of Object.entries(headers)) {
    try {
      validateHeaderName(name);
      validateHeaderValue(name, value);
    } catch (cause) {
      throw optionError(`headers[${JSON.stringify(name)}]`, 'is no header', { cause });
    }
  }
  return { ...headers };
}

function isServer(value: unknown): boolean {
  return value === undefined || value instanceof Server || value instanceof SecureServer;
}

function ignore(): void {}

const MEBIBYTE = 1024 * 1024;
/** The package keeps limits in 32 bits with a sign, and takes 0 for none. */
const LARGEST = 2 ** 31 - 1;
/** Without context takeover no message can draw on an earlier one, and idle ends keep no window. */
const DEFLATE = {
  serverNoContextTakeover: true,
  clientNoContextTakeover: true,
  threshold: 1024,
  concurrencyLimit: 4,
} as const;
const NAMES: ReadonlySet<string> = new Set<keyof WsOptions>([
  'batch',
  'protocols',
  'text',
  'maxPayloadBytes',
  'maxFragments',
  'maxBufferedChunks',
  'perMessageDeflate',
  'heartbeatIntervalMs',
  'connectTimeoutMs',
  'closeTimeoutMs',
  'handshakeTimeoutMs',
  'maxPendingConnections',
  'allowedOrigins',
  'verify',
  'trustedProxies',
  'server',
  'headers',
  'tls',
  'onAcceptError',
]);

import { NetError } from '@net/core';
import type { EndpointLimits } from './limits.ts';
import type { ProviderChoice } from './provider.ts';
import type { TlsOptions } from './tls-options.ts';
import { resolveTls, type TlsSettings } from './tls-settings.ts';

/** What `quic()` can be told. */
export interface QuicOptions {
  /** Certificates and rules. Listening needs `cert` and `key`. */
  readonly tls?: TlsOptions | undefined;
  /** The engine, or several in the order to try them. `'quiche'`. */
  readonly provider?: ProviderChoice | readonly ProviderChoice[] | undefined;
  /** Silence after which a connection counts as lost; the smaller of both ends'. 30,000 ms. */
  readonly idleTimeoutMs?: number | undefined;
  /** Silence after which the dialling end asks for a sign of life. 10,000 ms; `false`: never. */
  readonly keepAliveMs?: number | false | undefined;
  /** How long a dial may take, name lookup included. 10,000 ms. */
  readonly connectTimeoutMs?: number | undefined;
  /** How long an accepted peer may take to shake hands and to open its stream. 5,000 ms. */
  readonly handshakeTimeoutMs?: number | undefined;
  /** How long `close` waits for queued bytes to arrive and for the peer's end. 5,000 ms. */
  readonly closeTimeoutMs?: number | undefined;
  /** Sessions of one listener. 10,000; over it nobody is answered. `false`: no limit. */
  readonly maxSessions?: number | false | undefined;
  /** Unfinished handshakes of one listener. 1,024; over it nobody is answered. `false`: no limit. */
  readonly maxHalfOpen?: number | false | undefined;
  /** Unfinished handshakes above which a client has to prove its address. 256; 0: always. */
  readonly retryAbove?: number | false | undefined;
  /** Keep a peer whose address changes. `false`, which is the safer: see the README. */
  readonly migration?: boolean | undefined;
  /** Remember tickets, so that later dials to the same server are cheaper. `true`. */
  readonly resumption?: boolean | undefined;
  /** Send messages before the handshake is done (0-RTT). `false`, and nothing else: see the README. */
  readonly earlyData?: false | undefined;
  /** Take and send unreliable datagrams. `true`. */
  readonly datagrams?: boolean | undefined;
  /** Streams that the peer may have open at a time. 100. */
  readonly maxStreams?: number | undefined;
  /** Unread bytes of one stream that the peer may have sent. 1 MiB. */
  readonly streamWindowBytes?: number | undefined;
  /** The same of all streams of one connection together. 4 MiB. */
  readonly windowBytes?: number | undefined;
  /** The largest UDP payload to send, 1,200 to 1,452. 1,350. */
  readonly maxPacketBytes?: number | undefined;
  /** Asked of the system for each UDP socket, both ways; it may grant less. 4 MiB. */
  readonly socketBufferBytes?: number | undefined;
  /** Told of each peer that never became a connection. Nobody by default. */
  readonly onAcceptError?: ((error: NetError) => void) | undefined;
}

/** `QuicOptions` checked and complete. */
export interface Settings {
  readonly tls: TlsSettings;
  readonly providers: readonly ProviderChoice[];
  readonly limits: EndpointLimits;
  readonly connectTimeoutMs: number;
  readonly closeTimeoutMs: number;
  readonly resumption: boolean;
  readonly onAcceptError: (error: NetError) => void;
}

/** Check `options` and fill in the defaults. @throws NetError `INVALID_OPTION` */
export function resolveOptions(options: QuicOptions): Settings {
  for (const name of Object.keys(options)) {
    if (!NAMES.has(name)) throw invalid(name, 'does not exist');
  }
  refuseEarlyData(options.earlyData);
  const { provider = 'quiche', onAcceptError = ignore } = options;
  if (typeof onAcceptError !== 'function') throw invalid('onAcceptError', 'is a function');
  const providers = [provider].flat();
  if (providers.length === 0 || !providers.every(isProvider)) {
    throw invalid('provider', "is 'quiche', 'node' or a provider of your own, or a list of these");
  }
  return {
    tls: resolveTls(options.tls ?? {}),
    providers,
    limits: resolveLimits(options),
    connectTimeoutMs: timeout('connectTimeoutMs', options.connectTimeoutMs ?? 10_000),
    closeTimeoutMs: timeout('closeTimeoutMs', options.closeTimeoutMs ?? 5000),
    resumption: flag('resumption', options.resumption ?? true),
    onAcceptError,
  };
}

function resolveLimits(options: QuicOptions): EndpointLimits {
  const {
    keepAliveMs = 10_000,
    maxSessions = 10_000,
    maxHalfOpen = 1024,
    retryAbove = 256,
  } = options;
  return {
    idleTimeoutMs: timeout('idleTimeoutMs', options.idleTimeoutMs ?? 30_000),
    keepAliveMs: keepAliveMs === false ? Infinity : timeout('keepAliveMs', keepAliveMs),
    handshakeTimeoutMs: timeout('handshakeTimeoutMs', options.handshakeTimeoutMs ?? 5000),
    maxSessions: limit('maxSessions', maxSessions, 1),
    maxHalfOpen: limit('maxHalfOpen', maxHalfOpen, 1),
    retryAbove: limit('retryAbove', retryAbove, 0),
    migration: flag('migration', options.migration ?? false),
    datagrams: flag('datagrams', options.datagrams ?? true),
    maxStreams: whole('maxStreams', options.maxStreams ?? 100, 1, 65_536),
    streamWindowBytes: whole(
      'streamWindowBytes',
      options.streamWindowBytes ?? MEBIBYTE,
      16_384,
      MOST,
    ),
    windowBytes: whole('windowBytes', options.windowBytes ?? 4 * MEBIBYTE, 16_384, MOST),
    maxPacketBytes: whole('maxPacketBytes', options.maxPacketBytes ?? 1350, 1200, 1452),
    socketBufferBytes: whole(
      'socketBufferBytes',
      options.socketBufferBytes ?? 4 * MEBIBYTE,
      1,
      MOST,
    ),
  };
}

/** @param asked what may come from a program without types. */
function refuseEarlyData(asked: unknown): void {
  if (asked !== undefined && asked !== false) throw invalid('earlyData', NO_EARLY_DATA);
}

function isProvider(choice: ProviderChoice): boolean {
  return choice === 'quiche' || choice === 'node' || typeof choice === 'object';
}

function timeout(name: string, value: number): number {
  if (Number.isFinite(value) && value > 0 && value <= LONGEST_TIMER_MS) return value;
  throw invalid(name, `is above 0 and at most ${LONGEST_TIMER_MS} milliseconds, got ${value}`);
}

function limit(name: string, value: number | false, least: number): number {
  if (value === false) return Infinity;
  if (Number.isInteger(value) && value >= least) return value;
  throw invalid(name, `is a whole number from ${least} on, or false, got ${String(value)}`);
}

function whole(name: string, value: number, least: number, most: number): number {
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw invalid(name, `is a whole number from ${least} to ${most}, got ${value}`);
}

function flag(name: string, value: boolean): boolean {
  if (typeof value === 'boolean') return value;
  throw invalid(name, 'is true or false');
}

function invalid(name: string, problem: string): NetError {
  return new NetError('INVALID_OPTION', `the option ${name} of quic() ${problem}`);
}

function ignore(): void {}

const MEBIBYTE = 1024 * 1024;
const MOST = 1024 * MEBIBYTE;
/** Longer ones fire at once in Node. */
const LONGEST_TIMER_MS = 2_147_483_647;
const NO_EARLY_DATA =
  'is false: what is sent before the handshake is done can be recorded and sent again by anybody ' +
  '(RFC 8446, section 8), and quiche keeps no list of what it has seen';
const NAMES: ReadonlySet<string> = new Set<keyof QuicOptions>([
  'tls',
  'provider',
  'idleTimeoutMs',
  'keepAliveMs',
  'connectTimeoutMs',
  'handshakeTimeoutMs',
  'closeTimeoutMs',
  'maxSessions',
  'maxHalfOpen',
  'retryAbove',
  'migration',
  'resumption',
  'earlyData',
  'datagrams',
  'maxStreams',
  'streamWindowBytes',
  'windowBytes',
  'maxPacketBytes',
  'socketBufferBytes',
  'onAcceptError',
]);

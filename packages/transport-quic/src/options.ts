import type { NetError } from '@net/core';
import { OptionReader } from '@net/core/extend';
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
  const given = new OptionReader('quic()', options, NAMES);
  const { provider = 'quiche', onAcceptError = ignore } = options;
  const providers = [provider].flat();
  given.refuse(wantsEarlyData(options.earlyData), 'earlyData', NO_EARLY_DATA);
  given.refuse(typeof onAcceptError !== 'function', 'onAcceptError', 'is a function');
  given.refuse(providers.length === 0 || !providers.every(isProvider), 'provider', NO_PROVIDER);
  return {
    tls: resolveTls(options.tls ?? {}),
    providers,
    limits: resolveLimits(options, given),
    connectTimeoutMs: given.duration('connectTimeoutMs', 10_000),
    closeTimeoutMs: given.duration('closeTimeoutMs', 5000),
    resumption: given.flag('resumption', true),
    onAcceptError,
  };
}

function resolveLimits(options: QuicOptions, given: OptionReader<QuicOptions>): EndpointLimits {
  const { maxSessions = 10_000, maxHalfOpen = 1024, retryAbove = 256 } = options;
  return {
    idleTimeoutMs: given.duration('idleTimeoutMs', 30_000),
    keepAliveMs: given.durationOrNever('keepAliveMs', 10_000),
    handshakeTimeoutMs: given.duration('handshakeTimeoutMs', 5000),
    maxSessions: limit(given, 'maxSessions', maxSessions, 1),
    maxHalfOpen: limit(given, 'maxHalfOpen', maxHalfOpen, 1),
    retryAbove: limit(given, 'retryAbove', retryAbove, 0),
    migration: given.flag('migration', false),
    datagrams: given.flag('datagrams', true),
    maxStreams: given.whole('maxStreams', 100, 1, 65_536),
    streamWindowBytes: given.whole('streamWindowBytes', MEBIBYTE, 16_384, MOST),
    windowBytes: given.whole('windowBytes', 4 * MEBIBYTE, 16_384, MOST),
    maxPacketBytes: given.whole('maxPacketBytes', 1350, 1200, 1452),
    socketBufferBytes: given.whole('socketBufferBytes', 4 * MEBIBYTE, 1, MOST),
  };
}

/** A whole number from `least` on, or `Infinity` for `false`. */
function limit(
  given: OptionReader<QuicOptions>,
  name: string,
  value: number | false,
  least: number,
): number {
  if (value === false) return Infinity;
  if (Number.isInteger(value) && value >= least) return value;
  throw given.error(name, `is a whole number from ${least} on, or false, got ${String(value)}`);
}

/** @param asked what may come from a program without types. */
function wantsEarlyData(asked: unknown): boolean {
  return asked !== undefined && asked !== false;
}

/** @param choice what may come from a program without types. */
function isProvider(choice: unknown): boolean {
  const isOwn = typeof choice === 'object' && choice !== null;
  return choice === 'quiche' || choice === 'node' || isOwn;
}

function ignore(): void {}

const MEBIBYTE = 1024 * 1024;
const MOST = 1024 * MEBIBYTE;
const NO_EARLY_DATA =
  'is false: what is sent before the handshake is done can be recorded and sent again by anybody ' +
  '(RFC 8446, section 8), and quiche keeps no list of what it has seen';
const NO_PROVIDER = "is 'quiche', 'node' or a provider of your own, or a list of these";
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

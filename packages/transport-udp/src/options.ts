import { NetError } from '@net/core';
import type { AdmissionBounds } from '@net/core/extend';
import { HEADER_BYTES } from './datagram.ts';
import type { LivenessRules } from './liveness.ts';

/** What `udp()` can be told. */
export interface UdpOptions {
  /**
   * No handshake and no header, one packet a datagram: for peers that know no cookie. Gives up the
   * protection from forged sender addresses, close notices and keep-alive. Off.
   */
  readonly plain?: boolean | undefined;
  /**
   * Dialling: connect the socket, so that the system reports a port where nobody listens and takes
   * datagrams from the peer only. On.
   */
  readonly connected?: boolean | undefined;
  /** Bytes that one `send` may have. 1,200; at most 65,498, or 65,507 when `plain`. */
  readonly maxDatagramBytes?: number | undefined;
  /** Larger datagrams are dropped. 2,048, or `maxDatagramBytes` and its header if that is more. */
  readonly maxReceiveBytes?: number | undefined;
  /** Silence of a peer after which its session is given up. 30,000 ms. */
  readonly idleTimeoutMs?: number | undefined;
  /** Dialling: silence of either end after which the peer is asked. 8,000 ms; `false`: never. */
  readonly keepAliveMs?: number | false | undefined;
  /** How long a dial may take, name lookup included. 10,000 ms. */
  readonly connectTimeoutMs?: number | undefined;
  /** How long `close` waits for queued bytes to go. 5,000 ms. */
  readonly closeTimeoutMs?: number | undefined;
  /** Sessions of one listener. 10,000. */
  readonly maxSessions?: number | false | undefined;
  /** Sessions of one remote address (IPv6: one /64) at one listener. 256; loopback is exempt. */
  readonly maxSessionsPerAddress?: number | false | undefined;
  /** New sessions a second at one listener, twice that in a burst. 100. */
  readonly newSessionsPerSecond?: number | false | undefined;
  /** The same for one remote address. 5, 12 in a burst; loopback is exempt. */
  readonly newSessionsPerAddress?: number | false | undefined;
  /**
   * What the system keeps of received datagrams until they are read, as far as it allows that much.
   * 1 MiB; `false`: what the system likes.
   */
  readonly receiveBufferBytes?: number | false | undefined;
}

/** `UdpOptions` checked and complete. */
export interface Settings {
  readonly isPlain: boolean;
  readonly isConnected: boolean;
  readonly maxSendBytes: number;
  readonly maxReceiveBytes: number;
  readonly idleTimeoutMs: number;
  readonly tickMs: number;
  readonly liveness: LivenessRules;
  readonly connectTimeoutMs: number;
  readonly closeTimeoutMs: number;
  readonly bounds: AdmissionBounds;
  readonly receiveBufferBytes: number | undefined;
}

/** Check `options` and fill in the defaults. @throws NetError `INVALID_OPTION` */
export function resolveOptions(options: UdpOptions): Settings {
  for (const name of Object.keys(options)) {
    if (!NAMES.has(name)) throw invalid(name, 'does not exist');
  }
  const isPlain = flag('plain', options.plain ?? false);
  const headerBytes = isPlain ? 0 : HEADER_BYTES;
  const most = MAX_UDP_BYTES - headerBytes;
  const maxSendBytes = bytes('maxDatagramBytes', options.maxDatagramBytes ?? 1200, most);
  const leastReceived = Math.max(2048, maxSendBytes + headerBytes);
  return {
    isPlain,
    isConnected: flag('connected', options.connected ?? true),
    maxSendBytes,
    maxReceiveBytes: bytes('maxReceiveBytes', options.maxReceiveBytes ?? leastReceived),
    ...resolveTimes(options, isPlain),
    connectTimeoutMs: duration('connectTimeoutMs', options.connectTimeoutMs ?? 10_000),
    closeTimeoutMs: duration('closeTimeoutMs', options.closeTimeoutMs ?? 5000),
    bounds: {
      maxSessions: bound('maxSessions', options.maxSessions ?? 10_000),
      maxSessionsPerAddress: bound('maxSessionsPerAddress', options.maxSessionsPerAddress ?? 256),
      newSessionsPerSecond: bound('newSessionsPerSecond', options.newSessionsPerSecond ?? 100),
      newSessionsPerAddress: bound('newSessionsPerAddress', options.newSessionsPerAddress ?? 5),
    },
    receiveBufferBytes: bufferBytes(options.receiveBufferBytes ?? 1024 * 1024),
  };
}

type Times = Pick<Settings, 'idleTimeoutMs' | 'tickMs' | 'liveness'>;

function resolveTimes(options: UdpOptions, isPlain: boolean): Times {
  const { idleTimeoutMs = 30_000, keepAliveMs = 8000 } = options;
  duration('idleTimeoutMs', idleTimeoutMs);
  if (keepAliveMs !== false) duration('keepAliveMs', keepAliveMs);
  const askMs = keepAliveMs === false ? Infinity : keepAliveMs;
  if (askMs !== Infinity && askMs >= idleTimeoutMs) {
    throw invalid('keepAliveMs', `is below idleTimeoutMs, ${idleTimeoutMs}, got ${askMs}`);
  }
  const tickMs = Math.min(LONGEST_TICK_MS, idleTimeoutMs / 8, askMs / 4);
  const liveness = {
    expiryTicks: Math.ceil(idleTimeoutMs / tickMs),
    keepAliveTicks: Math.floor(askMs / tickMs),
    isPlain,
  };
  return { idleTimeoutMs, tickMs, liveness };
}

function flag(name: string, value: boolean): boolean {
  if (typeof value === 'boolean') return value;
  throw invalid(name, `is true or false, got ${String(value)}`);
}

function bytes(name: string, value: number, most: number = MAX_UDP_BYTES): number {
  if (Number.isInteger(value) && value > 0 && value <= most) return value;
  throw invalid(name, `is a whole number from 1 to ${most}, got ${String(value)}`);
}

function bufferBytes(value: number | false): number | undefined {
  return value === false ? undefined : bytes('receiveBufferBytes', value, MAX_BUFFER_BYTES);
}

function duration(name: string, value: number): number {
  if (Number.isFinite(value) && value > 0 && value <= LONGEST_TIMER_MS) return value;
  throw invalid(name, `is above 0 and at most ${LONGEST_TIMER_MS} milliseconds, got ${value}`);
}

function bound(name: string, value: number | false): number {
  if (value === false) return Infinity;
  if (Number.isFinite(value) && value > 0) return value;
  throw invalid(name, `is a number above 0 or false, got ${String(value)}`);
}

function invalid(name: string, problem: string): NetError {
  return new NetError('INVALID_OPTION', `the option ${name} of udp() ${problem}`);
}

/** What an IPv4 packet has room for: 65,535 less 20 for its header and 8 for UDP's. */
const MAX_UDP_BYTES = 65_507;
const MAX_BUFFER_BYTES = 2 ** 31 - 1;
/** Longer ones fire at once in Node. */
const LONGEST_TIMER_MS = 2_147_483_647;
const LONGEST_TICK_MS = 500;
const NAMES: ReadonlySet<string> = new Set<keyof UdpOptions>([
  'plain',
  'connected',
  'maxDatagramBytes',
  'maxReceiveBytes',
  'idleTimeoutMs',
  'keepAliveMs',
  'connectTimeoutMs',
  'closeTimeoutMs',
  'maxSessions',
  'maxSessionsPerAddress',
  'newSessionsPerSecond',
  'newSessionsPerAddress',
  'receiveBufferBytes',
]);

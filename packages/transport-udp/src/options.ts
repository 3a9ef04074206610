import { type AdmissionBounds, OptionReader } from '@net/core/extend';
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
  const given = new OptionReader('udp()', options, NAMES);
  const isPlain = given.flag('plain', false);
  const headerBytes = isPlain ? 0 : HEADER_BYTES;
  const maxSendBytes = given.whole('maxDatagramBytes', 1200, 1, MAX_UDP_BYTES - headerBytes);
  const leastReceived = Math.max(2048, maxSendBytes + headerBytes);
  return {
    isPlain,
    isConnected: given.flag('connected', true),
    maxSendBytes,
    maxReceiveBytes: given.whole('maxReceiveBytes', leastReceived, 1, MAX_UDP_BYTES),
    ...resolveTimes(given, isPlain),
    connectTimeoutMs: given.duration('connectTimeoutMs', 10_000),
    closeTimeoutMs: given.duration('closeTimeoutMs', 5000),
    bounds: {
      maxSessions: given.bound('maxSessions', 10_000),
      maxSessionsPerAddress: given.bound('maxSessionsPerAddress', 256),
      newSessionsPerSecond: given.bound('newSessionsPerSecond', 100),
      newSessionsPerAddress: given.bound('newSessionsPerAddress', 5),
    },
    receiveBufferBytes:
      options.receiveBufferBytes === false
        ? undefined
        : given.whole('receiveBufferBytes', 1024 * 1024, 1, MAX_BUFFER_BYTES),
  };
}

type Times = Pick<Settings, 'idleTimeoutMs' | 'tickMs' | 'liveness'>;

function resolveTimes(given: OptionReader<UdpOptions>, isPlain: boolean): Times {
  const idleTimeoutMs = given.duration('idleTimeoutMs', 30_000);
  const keepAliveMs = given.durationOrNever('keepAliveMs', 8000);
  if (keepAliveMs !== Infinity && keepAliveMs >= idleTimeoutMs) {
    const problem = `is below idleTimeoutMs, ${idleTimeoutMs}, got ${keepAliveMs}`;
    throw given.error('keepAliveMs', problem);
  }
  const tickMs = Math.min(LONGEST_TICK_MS, idleTimeoutMs / 8, keepAliveMs / 4);
  const liveness = {
    expiryTicks: Math.ceil(idleTimeoutMs / tickMs),
    keepAliveTicks: Math.floor(keepAliveMs / tickMs),
    isPlain,
  };
  return { idleTimeoutMs, tickMs, liveness };
}

/** What an IPv4 packet has room for: 65,535 less 20 for its header and 8 for UDP's. */
const MAX_UDP_BYTES = 65_507;
const MAX_BUFFER_BYTES = 2 ** 31 - 1;
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

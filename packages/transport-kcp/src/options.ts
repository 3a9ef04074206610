import type { Clock, Logger } from '@net/core';
import type { AdmissionBounds } from '@net/core/extend';
import type { CipherName } from './cipher.ts';
import type { SessionSettings } from './session-settings.ts';

/**
 * What `kcp()` can be told. Names without a unit are those of the field (ikcp.c, kcp-go, kcptun), and
 * have to fit the peer's.
 */
export interface KcpOptions {
  /** 0: lost segments wait twice as long each time; 1: half as long again; 2: likewise, less. 1. */
  readonly nodelay?: 0 | 1 | 2 | undefined;
  /** Milliseconds that acknowledgements may wait, and between flushes as ikcp.c; 10 to 5,000. 10. */
  readonly interval?: number | undefined;
  /** Later segments acknowledged before a segment is sent again at once; 0: only early ones. 2. */
  readonly resend?: number | undefined;
  /** 1: no congestion window, the send window alone limits what is in flight; 0: with one. 1. */
  readonly nc?: 0 | 1 | undefined;
  /** Segments in flight, 1 to 65,535. 128. */
  readonly sndwnd?: number | undefined;
  /** Segments that may wait for the application, 1 to 65,535; with `c` at least 128. 128. */
  readonly rcvwnd?: number | undefined;
  /** Bytes of a datagram with all headers but those of IP and UDP, at most 1,500. 1,400. */
  readonly mtu?: number | undefined;
  /** Acknowledge at the end of each turn instead of within the interval. Off. */
  readonly ackNoDelay?: boolean | undefined;
  /** Send at the end of the interval instead of the turn. Off. */
  readonly writeDelay?: boolean | undefined;
  /**
   * Carry bytes without boundaries: connections of kind `stream`. Off: one send is one message, cut
   * into at most 127 fragments and no more than `rcvwnd`. kcp-go has no such messages. On.
   */
  readonly streamMode?: boolean | undefined;
  /** With `parityShards`: data packets of a group of forward error correction. 0: off. */
  readonly dataShards?: number | undefined;
  /** Parity packets that follow each group. 0: off. */
  readonly parityShards?: number | undefined;
  /**
   * How long a group may wait to become full before it is filled up with packets without content, so
   * that the last ones of a burst are protected too. `false`: for ever, as in kcp-go.
   */
  readonly parityDelayMs?: number | false | undefined;
  /** How datagrams are hidden; `aes-gcm` also tells forged ones from true ones. `null`: not at all. */
  readonly crypt?: CipherName | undefined;
  /** The key of `crypt`; see `deriveKey`. */
  readonly key?: Uint8Array | undefined;
  /** `go`: flushes when there is something to send, as kcp-go; `c`: at intervals, as ikcp.c. `go`. */
  readonly behavior?: 'go' | 'c' | undefined;
  /** Transmissions of a segment after which the link counts as dead, if it has been for 10 s. 20. */
  readonly deadLink?: number | undefined;
  /**
   * `token`: peers prove their address before anything is kept of them, and every datagram carries a
   * secret of its session. Only for peers of this library that say the same. `compatible`.
   */
  readonly security?: 'compatible' | 'token' | undefined;
  /** Silence after which the peer is asked for a sign of life. 10,000 ms. */
  readonly keepAliveMs?: number | undefined;
  /** Silence after which the peer counts as gone. 30,000 ms. */
  readonly idleTimeoutMs?: number | undefined;
  /** Time without any progress after which the link counts as dead. 30,000 ms. */
  readonly stallTimeoutMs?: number | undefined;
  /** How long a dial may take. 10,000 ms. */
  readonly connectTimeoutMs?: number | undefined;
  /** How long `close` waits for acknowledgements and the peer's end. 5,000 ms. */
  readonly closeTimeoutMs?: number | undefined;
  /** Sessions of one listener. 10,000. */
  readonly maxSessions?: number | false | undefined;
  /** Those of them whose peer has not proven its address yet. 1,024. */
  readonly maxHalfOpen?: number | false | undefined;
  /** Sessions of one remote address (IPv6: one /64); loopback is exempt. 256. */
  readonly maxSessionsPerAddress?: number | false | undefined;
  /** New sessions a second, twice that in a burst. 100. */
  readonly newSessionsPerSecond?: number | false | undefined;
  /** The same for one remote address, 12 in a burst; loopback is exempt. 5. */
  readonly newSessionsPerAddress?: number | false | undefined;
  /** Bytes that the system is asked to buffer for each direction of a socket. 4 MiB. */
  readonly socketBufferBytes?: number | undefined;
  /** Is warned, once, when a session that does not use `aes-gcm` leaves this machine. Silent. */
  readonly logger?: Pick<Logger, 'warn'> | undefined;
  /** For tests. The system's. */
  readonly clock?: Clock | undefined;
}

/** How many sessions one socket may have. `Infinity`: no bound. */
export interface SessionBounds extends AdmissionBounds {
  /** Sessions whose peer has not been proven to have its address. */
  readonly maxHalfOpen: number;
}

/** `KcpOptions` checked and complete. */
export interface Settings {
  readonly kind: 'stream' | 'message';
  readonly maxSendBytes: number;
  readonly session: SessionSettings;
  readonly usesTokens: boolean;
  readonly bounds: SessionBounds;
  readonly connectTimeoutMs: number;
  readonly socketBufferBytes: number;
  readonly logger: Pick<Logger, 'warn'>;
  readonly clock: Clock;
  /** Bytes that nobody can guess; the caller owns them. */
  randomBytes(count: number): Uint8Array;
}

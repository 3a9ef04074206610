import type { InPlace } from '@net/core/extend';

/** Sends the messages of one connection. Owns what it is given. */
export interface MessageWriter {
  /** Bytes that the kernel has not taken. */
  readonly bufferedBytes: number;
  /** Whether messages that were written may still be looked at. */
  readonly holdsSent: boolean;
  /** Where messages may be written right into what leaves. */
  readonly inPlace: InPlace | undefined;
  /** Send one message. `false`: hold back until `onDrain`. */
  write(message: Uint8Array): boolean;
  /** Ask the peer for a sign of life. */
  ping(): void;
  /** Answer a ping with its own payload. */
  pong(payload: Uint8Array): void;
  /** Let go of what waits: of messages, never of a part of one. `onDrain` is called no more. */
  drop(): void;
}

/** Bytes that wait at which `write` says `false`. */
export const HIGH_WATER_BYTES: number = 64 * 1024;

import type { LivenessSettings } from './liveness.ts';
import type { MachineSettings } from './machine-settings.ts';
import type { LayerSettings } from './packet-layer.ts';

/** What the sessions of one transport have in common. */
export interface SessionSettings extends LivenessSettings {
  readonly machine: MachineSettings;
  readonly layer: LayerSettings;
  /** Whether acknowledgements leave at the end of the turn instead of the interval. */
  readonly ackNoDelay: boolean;
  /** Whether what is sent leaves at the end of the interval instead of the turn. */
  readonly writeDelay: boolean;
  /** How long an unfinished parity group waits before it is filled up; `Infinity`: for ever. */
  readonly fecFillMs: number;
  /** How long `close` waits for acknowledgements and the peer's end. */
  readonly closeTimeoutMs: number;
}

/** What is particular to one session. */
export interface SessionStart {
  readonly conv: number;
  /** Random: the clock that the peer sees begins with it, so that its echo proves something. */
  readonly clockBase: number;
  /** Random, `TOKEN_BYTES` bytes: the proof in notes. */
  readonly noteToken: Uint8Array;
  /** What each datagram begins with, where both ends have agreed on it. */
  readonly datagramToken: Uint8Array | undefined;
  /** Whether this end has dialled, and so knows that it wants to send to that address. */
  readonly isDialled: boolean;
  readonly nowMs: number;
}

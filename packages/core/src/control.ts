import type { Clock } from './clock.ts';
import type { NetError } from './errors.ts';
import type { Bounds } from './limits.ts';
import type { Logger } from './logger.ts';
import type { Message } from './message.ts';
import type { Session } from './session.ts';
import type { Timers } from './timers.ts';
import type { ConnectionKind } from './transport.ts';

/** The numbers of control packets, and what the argument of each means. */
export const Control = {
  /** First packet of a dialler: who it is. Argument: which of its hellos this is. */
  Hello: 1,
  /** Answers a hello: what was agreed. Argument: that hello's. */
  Welcome: 2,
  /** Answered by a pong with the same argument. */
  Ping: 3,
  Pong: 4,
  /** Send nothing new here. Argument: milliseconds to wait before dialling again. */
  GoAway: 6,
  /** Last packet of a session. Argument: the close code. */
  Close: 7,
} as const;
/** One of the values of `Control`. */
export type Control = (typeof Control)[keyof typeof Control];

/**
 * What a session does with packets that belong to itself and not to the application: who the peer
 * is, whether it lives, how it ends. One per session.
 */
export interface SessionControl {
  /** Whether the peer understands control packets: it has sent a hello or a welcome. */
  readonly isAgreed: boolean;
  /** Resolves when the application may send; rejects with what ended the session before. */
  readonly ready: Promise<void>;
  /** The round trip of the last ping. */
  readonly roundTripMs: number | undefined;
  /** @throws NetError what is wrong with the packet: the session ends with it. */
  onControl(message: Message): void;
  /** The session has ended. */
  onClose(reason: NetError): void;
}

/** What a control works on. */
export interface ControlledSession {
  readonly session: Session;
  readonly kind: ConnectionKind;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly bounds: Bounds;
  readonly logger: Logger;
  /** When bytes last came; now, while this side itself does not read. */
  readonly aliveAtMs: number;
  /** While it is set, only control packets are allowed, and few bytes of them. */
  isShut: boolean;
  /** Read nothing until `release`. */
  hold(): void;
  release(): void;
  /** `report` must be small, and something that JSON can hold. */
  sendControl(control: Control, argument: number, report?: object): void;
  /** End the session, and tell the peer why. */
  fail(error: NetError): void;
  /** The peer ends the session: `reason` is its own. */
  onPeerClose(reason: NetError): void;
  /** The peer wants to be left: requests that wait finish, new ones fail with `reason`. */
  onGoAway(reason: NetError): void;
}

/** Makes the control of a session, before its first byte. */
export type ControlFactory = (session: ControlledSession) => SessionControl;

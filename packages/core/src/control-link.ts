import type { Clock } from './clock.ts';
import { raw } from './codec.ts';
import type { Control, ControlledSession } from './control.ts';
import type { NetError } from './errors.ts';
import type { Inbox } from './inbox.ts';
import type { Dispatcher, DispatchTarget } from './dispatcher.ts';
import type { Bounds } from './limits.ts';
import type { Logger } from './logger.ts';
import { MessageKind } from './message.ts';
import type { Outbox } from './outbox.ts';
import type { Session } from './session.ts';
import { sharedHeader } from './shared-header.ts';
import type { Timers } from './timers.ts';
import type { ConnectionKind } from './transport.ts';

/** The parts of a session that its control works on. */
export interface LinkParts {
  readonly inbox: Pick<Inbox, 'aliveAtMs' | 'hold' | 'release'>;
  readonly dispatcher: Pick<Dispatcher<DispatchTarget>, 'isShut'>;
  readonly outbox: Pick<Outbox, 'write'>;
}

/** What a link shares with those of other sessions. */
interface LinkContext {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly bounds: Bounds;
  readonly logger: Logger;
}

/** The session itself: what the control decides about it. */
interface LinkedSession extends Session {
  readonly kind: ConnectionKind;
  fail(error: NetError): void;
  onPeerClose(reason: NetError): void;
  onGoAway(reason: NetError): void;
}

/** A session as its control sees it. Most sessions have none, and then no link either. */
export class ControlLink implements ControlledSession {
  readonly session: LinkedSession;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly bounds: Bounds;
  readonly logger: Logger;
  readonly #parts: LinkParts;

  constructor(session: LinkedSession, parts: LinkParts, context: LinkContext) {
    this.session = session;
    this.clock = context.clock;
    this.timers = context.timers;
    this.bounds = context.bounds;
    this.logger = context.logger;
    this.#parts = parts;
  }

  get kind(): ConnectionKind {
    return this.session.kind;
  }

  get aliveAtMs(): number {
    return this.#parts.inbox.aliveAtMs;
  }

  get isShut(): boolean {
    return this.#parts.dispatcher.isShut;
  }

  set isShut(isShut: boolean) {
    this.#parts.dispatcher.isShut = isShut;
  }

  hold(): void {
    this.#parts.inbox.hold();
  }

  release(): void {
    this.#parts.inbox.release();
  }

  sendControl(control: Control, argument: number, report?: object): void {
    sendControl(this.#parts.outbox, control, argument, report);
  }

  fail(error: NetError): void {
    this.session.fail(error);
  }

  onPeerClose(reason: NetError): void {
    this.session.onPeerClose(reason);
  }

  onGoAway(reason: NetError): void {
    this.session.onGoAway(reason);
  }
}

/** Write one control packet. */
export function sendControl(
  outbox: Pick<Outbox, 'write'>,
  control: Control,
  argument: number,
  report?: object,
): void {
  const body = report === undefined ? NOTHING : encoder.encode(JSON.stringify(report));
  outbox.write(sharedHeader(MessageKind.Control, control, 0, argument), raw(), body);
}

const NOTHING = new Uint8Array(0);
const encoder = new TextEncoder();

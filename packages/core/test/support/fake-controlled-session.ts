import { VirtualClock } from '../../../testing/src/index.ts';
import type { Control, ControlledSession } from '../../src/control.ts';
import { Message, MessageKind, type NetError, type Session } from '../../src/index.ts';
import { type Bounds, type Limits, resolveLimits } from '../../src/limits.ts';
import type { Logger } from '../../src/logger.ts';
import { Timers } from '../../src/timers.ts';
import type { ConnectionKind } from '../../src/transport.ts';
import { standInSession } from '../stand-in.ts';

/** What a control has sent. */
export interface SentControl {
  readonly control: Control;
  readonly argument: number;
  readonly report: object | undefined;
}

/** A session as its control sees it, which writes down what the control wants of it. */
export class FakeControlledSession implements ControlledSession {
  readonly clock: VirtualClock = new VirtualClock(1000);
  readonly timers: Timers = Timers.of(this.clock);
  readonly kind: ConnectionKind;
  readonly session: Session;
  readonly bounds: Bounds;
  readonly logger: Logger;
  /** What the log was told of. */
  readonly logged: object[] = [];
  readonly sent: SentControl[] = [];
  readonly failures: NetError[] = [];
  readonly peerCloses: NetError[] = [];
  readonly goAways: NetError[] = [];
  isShut = false;
  holds = 0;

  constructor(
    remote = 'test://there',
    kind: ConnectionKind = 'stream',
    limits: Partial<Limits> = {},
  ) {
    this.kind = kind;
    this.session = { ...standInSession(), remote };
    this.bounds = resolveLimits(limits);
    const log = (fields: object): void => void this.logged.push(fields);
    this.logger = { debug: log, info: log, warn: log, error: log };
  }

  get aliveAtMs(): number {
    return this.clock.now();
  }

  hold(): void {
    this.holds++;
  }

  release(): void {
    this.holds--;
  }

  sendControl(control: Control, argument: number, report?: object): void {
    this.sent.push({ control, argument, report });
  }

  fail(error: NetError): void {
    this.failures.push(error);
  }

  onPeerClose(reason: NetError): void {
    this.peerCloses.push(reason);
  }

  onGoAway(reason: NetError): void {
    this.goAways.push(reason);
  }
}

/** A control packet as it arrives. */
export function controlPacket(control: Control, argument: number, body = ''): Message {
  return new Message(MessageKind.Control, control, 0, Buffer.from(body), argument);
}

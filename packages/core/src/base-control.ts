import { Control, type ControlledSession, type SessionControl } from './control.ts';
import { closeError } from './close-info.ts';
import { deferred } from './deferred.ts';
import { NetError } from './errors.ts';
import { Heartbeat } from './heartbeat.ts';
import type { Message } from './message.ts';
import { RateWindow } from './rate-window.ts';
import { parseReport, printable } from './report.ts';

/** What both ends do with control packets, once the handshake has shown that the peer knows them. */
export abstract class BaseControl implements SessionControl {
  isAgreed = false;
  protected readonly target: ControlledSession;
  readonly #ready = deferred();
  #heartbeat: Heartbeat | undefined;
  #pings = new RateWindow(MAX_PINGS, PING_WINDOW_MS);

  constructor(target: ControlledSession) {
    this.target = target;
  }

  get ready(): Promise<void> {
    return this.#ready.promise;
  }

  get roundTripMs(): number | undefined {
    return this.#heartbeat?.roundTripMs;
  }

  onControl(message: Message): void {
    const { type, argument } = message;
    if (type === Control.Hello || type === Control.Welcome) return this.onHandshake(message);
    if (type === Control.Close) return this.target.onPeerClose(closeError(argument));
    if (!this.isAgreed) {
      throw new NetError('BAD_PACKET', `control packet ${type} comes before the handshake`);
    }
    if (type === Control.Ping) return this.#onPing(argument);
    if (type === Control.Pong) return this.#heartbeat?.onPong(argument);
    if (type === Control.GoAway) return this.onGoAway(goingAway(message));
    throw new NetError('VERSION_UNSUPPORTED', `control packet ${type} is not known here`);
  }

  onClose(reason: NetError): void {
    this.#heartbeat?.stop();
    this.#ready.reject(reason);
  }

  /** The peer wants to be left. */
  protected onGoAway(reason: NetError): void {
    this.target.onGoAway(reason);
  }

  /** A hello or a welcome has come. @throws NetError */
  protected abstract onHandshake(message: Message): void;

  /** The peer is known, and heartbeats every `heartbeatMs`; `Infinity` for none. */
  protected agree(heartbeatMs: number): void {
    this.isAgreed = true;
    this.#heartbeat?.stop();
    const isBeating = heartbeatMs !== Infinity;
    this.#heartbeat = isBeating ? new Heartbeat(this.target, heartbeatMs) : undefined;
    this.#ready.resolve();
  }

  #onPing(number: number): void {
    if (!this.#pings.add(this.target.clock.now())) {
      throw new NetError('RATE_LIMITED', `more than ${MAX_PINGS} pings in ten seconds`);
    }
    this.target.sendControl(Control.Pong, number);
  }
}

function goingAway({ argument, body }: Message): NetError {
  const { reason } = parseReport(body) ?? {};
  const text = typeof reason === 'string' ? printable(reason) : 'the peer is going away';
  return new NetError('GOING_AWAY', text, { retryAfterMs: argument });
}

const MAX_PINGS = 100;
const PING_WINDOW_MS = 10_000;

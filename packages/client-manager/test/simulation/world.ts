import type { Protocol, Stack } from '@net/core';
import { type Random, seededRandom, VirtualClock } from '@net/testing';
import { type Carrier, createCarrier } from './carrier.ts';
import type { Configuration } from './configuration.ts';
import { impossibleCodes } from './impossible.ts';
import { Ledger } from './ledger.ts';
import { type LetterTypes, letterTypes } from './letters.ts';
import { Occupancy } from './occupancy.ts';
import { createProtocol } from './protocols.ts';
import { SessionWatch } from './session-watch.ts';
import { TappedTransport } from './tap.ts';
import { Trace } from './trace.ts';

/** What all parts of a run share: time, chance, the wire, and what is written down. */
export class World {
  readonly configuration: Configuration;
  readonly clock = new VirtualClock(1000);
  readonly trace: Trace;
  readonly ledger: Ledger;
  readonly watch: SessionWatch;
  readonly occupancy: Occupancy;
  /** Codes with which nothing may end. */
  readonly impossible: ReadonlySet<string>;
  readonly carrier: Carrier;
  readonly transport: TappedTransport;
  readonly protocol: Protocol;
  readonly types: LetterTypes;
  /** Rules that were broken, in words. */
  readonly violations: string[] = [];
  /** Whether faults are still made. */
  isStormy = true;
  #ownTimers = 0;

  constructor(configuration: Configuration) {
    const { kind, protocol, codec } = configuration;
    const { clock } = this;
    const fail = (text: string): void => this.fail(text);
    this.configuration = configuration;
    this.trace = new Trace(() => clock.now());
    this.impossible = impossibleCodes(configuration);
    const { trace, impossible } = this;
    this.ledger = new Ledger({
      trace,
      fail,
      impossible,
      now: () => clock.now(),
      isReliable: kind !== 'datagram',
    });
    this.watch = new SessionWatch({
      trace,
      fail,
      impossible,
      onEnd: (number) => this.ledger.forget(number),
    });
    this.occupancy = new Occupancy(fail);
    this.carrier = createCarrier(configuration, clock);
    this.transport = new TappedTransport(this.carrier.transport, { trace, fail });
    this.protocol = createProtocol(protocol);
    this.types = letterTypes(codec);
  }

  get canRequest(): boolean {
    return this.protocol.packets.features.correlation;
  }

  /** A rule was broken. */
  fail(text: string): void {
    this.trace.add('violation', this.violations.length);
    this.violations.push(`${this.clock.now()} ms: ${text}`);
  }

  /** Chance of its own for one part. */
  random(part: string): Random {
    return seededRandom(this.configuration.seed, part);
  }

  /** What clients and servers have in common. */
  stack(): Stack {
    const { transport, protocol, clock } = this;
    return { transports: [transport], protocol, clock, limits: this.configuration.limits };
  }

  /** Call `run` in so much virtual time. */
  after(ms: number, run: () => void): void {
    this.#ownTimers++;
    this.clock.after(ms, () => {
      this.#ownTimers--;
      run();
    });
  }

  /** Resolves once so much virtual time has passed. */
  pause(ms: number): Promise<void> {
    return new Promise((resolve) => this.after(ms, resolve));
  }

  /** Timers that the simulation itself has not made. */
  get timersUnderTest(): number {
    return this.clock.timers - this.#ownTimers;
  }

  /** Go on to the next millisecond in which something is due. @returns `false` if nothing ever is */
  async step(): Promise<boolean> {
    const { clock } = this;
    const { nextAtMs } = clock;
    if (nextAtMs !== undefined) clock.advance(Math.max(0, Math.ceil(nextAtMs) - clock.now()));
    await clock.advanceAsync(0);
    return nextAtMs !== undefined || clock.timers > 0;
  }
}

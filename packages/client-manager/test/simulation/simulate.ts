import { type Configuration, drawConfiguration } from './configuration.ts';
import { Faults } from './faults.ts';
import { LastingClient } from './lasting-client.ts';
import { SessionClient } from './session-client.ts';
import { SimServer } from './sim-server.ts';
import { World } from './world.ts';

/** What became of a run. */
export interface Outcome {
  readonly configuration: Configuration;
  readonly events: number;
  readonly letters: number;
  /** SHA-256 of all events. */
  readonly hash: string;
  /** The rules that were broken; none is what is wanted. */
  readonly violations: readonly string[];
  /** How often requests, and sessions, ended in each way. */
  readonly ends: ReadonlyMap<string, number>;
  /** The last events, for people. */
  readonly tail: () => string[];
}

/** Run what `seed` says: a server and its clients in a storm, then in calm weather, then their end. */
export async function simulate(seed: number): Promise<Outcome> {
  const world = new World(drawConfiguration(seed));
  const run = new Run(world);
  await run.storm();
  if (world.violations.length === 0) await run.calm();
  if (world.violations.length === 0) await run.end();
  const { configuration, trace, ledger, watch, violations } = world;
  const ends = new Map([...ledger.outcomes, ...watch.codes]);
  const { events } = trace;
  const tail = (): string[] => trace.tail();
  const hash = trace.digest();
  return { configuration, events, letters: ledger.size, hash, violations, ends, tail };
}

class Run {
  readonly #world: World;
  readonly #server: SimServer;
  readonly #sessions: readonly SessionClient[];
  readonly #clients: readonly LastingClient[];
  readonly #faults: Faults;
  #nextCheckAtMs = 0;
  #paces = 0;

  constructor(world: World) {
    const { sessionClients, managedClients } = world.configuration;
    this.#world = world;
    this.#server = new SimServer(world);
    this.#faults = new Faults(world, this.#server);
    this.#sessions = count(sessionClients, (name) => new SessionClient(world, `session ${name}`));
    this.#clients = count(managedClients, (name) => new LastingClient(world, `client ${name}`));
  }

  /** Everybody acts, and things go wrong. */
  async storm(): Promise<void> {
    const { clock, configuration } = this.#world;
    const { chaosMs, paceMs, burst } = configuration;
    await this.#server.start();
    for (const actor of [...this.#sessions, ...this.#clients, this.#server]) {
      this.#every(paceMs, () => {
        for (let count = 0; count < burst; count++) actor.act();
      });
    }
    this.#every(FAULT_PACE_MS, () => this.#faults.act());
    const untilMs = clock.now() + chaosMs;
    await this.#until(chaosMs, () => clock.now() >= untilMs);
    this.#world.isStormy = false;
  }

  /** Nothing goes wrong any more: everybody must be connected, and everything answered. */
  async calm(): Promise<void> {
    if (!this.#world.configuration.hasCalm) return;
    this.#faults.heal();
    const { ledger } = this.#world;
    const isWell = (): boolean => {
      const answered = this.#clients.filter((client) => client.rollCall()).length;
      if (answered < this.#clients.length) return false;
      return ledger.pending === 0 && !ledger.isUnderWay;
    };
    const mostMs = mostCalmMs(this.#world.configuration);
    if (await this.#until(mostMs, isWell)) return;
    const states = this.#clients.map(({ client }) => JSON.stringify(client.state));
    this.#world.fail(`not well after ${mostMs} ms of calm: ${states.join()}`);
  }

  /** Everybody leaves, and nothing is left. */
  async end(): Promise<void> {
    const { clock, watch, transport, ledger } = this.#world;
    this.#faults.heal();
    for (const client of [...this.#sessions, ...this.#clients]) client.end();
    let hasEnded = false;
    void this.#server.end().then(() => (hasEnded = true));
    const isOver = (): boolean => hasEnded && watch.open.size === 0;
    if (!(await this.#until(END_MS, isOver))) {
      return this.#world.fail(
        `${watch.open.size} sessions are left, of the server too: ${!hasEnded}`,
      );
    }
    const overAtMs = clock.now();
    await this.#until(LINGER_MS, () => clock.now() > overAtMs + LINGER_MS);
    const { timersUnderTest } = this.#world;
    if (timersUnderTest > 0) this.#world.fail(`${timersUnderTest} timers are left`);
    if (transport.open.size > 0) this.#world.fail(`${transport.open.size} connections are left`);
    ledger.checkEnd();
  }

  /** Let time pass until `isDone`, but no longer than `atMostMs`. @returns whether it was */
  async #until(atMostMs: number, isDone: () => boolean): Promise<boolean> {
    const { clock, violations } = this.#world;
    const endAtMs = clock.now() + atMostMs;
    while (clock.now() <= endAtMs && violations.length === 0) {
      this.#check();
      if (isDone()) return true;
      if (!(await this.#world.step())) return isDone();
    }
    return false;
  }

  #check(): void {
    const { clock, ledger, watch, transport, configuration } = this.#world;
    const most = mostBuffered(configuration);
    for (const { bufferedBytes, number } of transport.open) {
      if (bufferedBytes <= most) continue;
      this.#world.fail(`connection ${number} holds ${bufferedBytes} bytes, the limit is ${most}`);
    }
    if (clock.now() < this.#nextCheckAtMs) return;
    this.#nextCheckAtMs = clock.now() + CHECK_MS;
    ledger.checkDue();
    watch.check(Number(configuration.limits.maxPendingRequests));
    this.#server.check();
    for (const client of this.#clients) client.check();
  }

  /** Act at random moments of the storm. */
  #every(paceMs: number, act: () => void): void {
    const random = this.#world.random(`pace ${(this.#paces += 1)}`);
    const next = (): void => {
      if (!this.#world.isStormy) return;
      act();
      this.#world.after(1 + random.below(paceMs), next);
    };
    this.#world.after(random.below(paceMs), next);
  }
}

/** What one connection may hold: the limit, or what one turn may gather before it is looked at. */
function mostBuffered({ limits, highWaterMark, maxBodyBytes, burst }: Configuration): number {
  const packet = 2 * maxBodyBytes + 100;
  const packets = 2 * (burst + Number(limits.maxConcurrentRequests));
  const gathered = Math.min(GATHERED_BYTES, packets * packet);
  return Math.max(Number(limits.maxWriteBuffer), highWaterMark + gathered) + packet;
}

/**
 * How long it may take until all is well. Without cancels, which need control packets, requests that
 * nobody waits for any more are handled all the same, and some handlers never finish.
 */
function mostCalmMs({ protocol, limits, calls }: Configuration): number {
  const isSlow = calls.includes('never') || calls.includes('slow');
  if (protocol === 'packets' || !isSlow) return CALM_MS;
  const backlog = EXCESS * Number(limits.maxConcurrentRequests);
  return CALM_MS + backlog * Number(limits.handlerTimeoutMs);
}

function count<T>(length: number, make: (name: number) => T): T[] {
  return Array.from({ length }, (_, index) => make(index));
}

const FAULT_PACE_MS = 400;
const CALM_MS = 60_000;
/** So many times the limit may wait where reading cannot stop in time. */
const EXCESS = 8;
const END_MS = 60_000;
/** Who is told why it is dropped has a second to hear it. */
const LINGER_MS = 1200;
const CHECK_MS = 10;
const GATHERED_BYTES = 32 * 1024;

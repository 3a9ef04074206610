import { setImmediate } from 'node:timers/promises';
import { call, type Protocol, Router, serve, type Server, type Session, text } from '@net/core';
import { packets } from '@net/packet';
import { memory, seededRandom, VirtualClock } from '@net/testing';
import type { ServeOptions, Transport } from '@net/core';
import type { ClientOptions } from '../../src/client-options.ts';
import { createClient, type ManagedClient } from '../../src/managed-client.ts';

export const Echo = call(1, text(), text());

/** Servers and clients in memory and in virtual time. */
export class Scene {
  readonly clock: VirtualClock = new VirtualClock(1000);
  readonly transport: Transport;
  readonly protocol: Protocol;
  readonly accepted: Session[] = [];
  readonly #servers = new Map<string, Server>();
  readonly #endings: (() => Promise<void>)[] = [];
  readonly #random = seededRandom(7);

  constructor(protocol: Protocol = packets()) {
    this.protocol = protocol;
    this.transport = memory({ clock: this.clock });
  }

  /** What clients of this scene take. */
  stack(options: Partial<ClientOptions> = {}): ClientOptions {
    const { clock, protocol } = this;
    const random = (): number => this.#random.next();
    return { transports: [this.transport], protocol, clock, random, ...options };
  }

  async serve(address: string, options: Partial<ServeOptions> = {}): Promise<Server> {
    const { clock, protocol } = this;
    const server = await serve(address, {
      transports: [this.transport],
      protocol,
      clock,
      router: new Router().handle(Echo, (value) => `${address} ${value}`, { concurrency: 100 }),
      onSession: (session) => this.accepted.push(session),
      ...options,
    });
    this.#servers.set(address, server);
    return server;
  }

  server(address: string): Server {
    return this.#servers.get(address)!;
  }

  /** End a server without a word, as when its process is killed. */
  async kill(address: string): Promise<void> {
    const server = this.#servers.get(address);
    for (const session of server?.sessions.values() ?? []) session.abort();
    await server?.close({ signal: AbortSignal.abort() });
  }

  client(addresses: string | readonly string[], options?: Partial<ClientOptions>): ManagedClient {
    const client = createClient(addresses, this.stack(options));
    this.ending(() => client.close({ signal: AbortSignal.abort() }));
    return client;
  }

  /** Something to end with the scene. */
  ending(end: () => Promise<void>): void {
    this.#endings.push(end);
  }

  async pass(ms: number): Promise<void> {
    await this.clock.advanceAsync(ms);
  }

  async end(): Promise<void> {
    await Promise.all(this.#endings.map((end) => end()));
    for (const address of this.#servers.keys()) await this.kill(address);
  }
}

/** A few turns of the event loop: whatever can go on without time has gone on. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 8; turn++) await setImmediate();
}

export const ONE = 'memory://one';
export const TWO = 'memory://two';
export const THREE = 'memory://three';

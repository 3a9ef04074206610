import type { Connection } from '@net/core';
import type { ConnectionHandler } from '@net/core/extend';
import {
  type DatagramFaults,
  type Random,
  seededRandom,
  VirtualClock,
  VirtualNetwork,
} from '@net/testing';
import { establish } from '../../src/dial.ts';
import { KcpListener } from '../../src/kcp-listener.ts';
import { LinkWarning } from '../../src/link-warning.ts';
import type { KcpConnection } from '../../src/kcp-connection.ts';
import type { KcpOptions, Settings } from '../../src/options.ts';
import { resolveOptions } from '../../src/resolve-options.ts';
import { VirtualPort } from './virtual-port.ts';

/** One end of a connection, with what has happened to it. */
export class End implements ConnectionHandler {
  readonly connection: Connection;
  readonly received: Uint8Array[] = [];
  readonly receivedAtMs: number[] = [];
  receivedBytes = 0;
  drains = 0;
  closes = 0;
  error: Error | undefined;
  readonly #clock: VirtualClock;

  constructor(connection: Connection, clock: VirtualClock) {
    this.connection = connection;
    this.#clock = clock;
  }

  get bytes(): Buffer {
    return Buffer.concat(this.received);
  }

  onData(bytes: Uint8Array): void {
    this.received.push(bytes);
    this.receivedBytes += bytes.length;
    this.receivedAtMs.push(this.#clock.now());
  }

  onDrain(): void {
    this.drains += 1;
  }

  onClose(error?: Error): void {
    this.closes += 1;
    this.error = error;
  }
}

/** A listener and its clients in a virtual network on virtual time, the same on every run. */
export class World {
  readonly clock: VirtualClock = new VirtualClock(1000);
  readonly network: VirtualNetwork;
  readonly serverPort: VirtualPort;
  readonly clientPort: VirtualPort;
  readonly listener: KcpListener;
  readonly accepted: End[] = [];
  readonly warnings: object[] = [];
  readonly settings: Settings;
  readonly random: Random;
  readonly #seed: number;

  constructor(options: KcpOptions = {}, faults: DatagramFaults = {}, seed = 1) {
    this.#seed = seed;
    const { clock } = this;
    this.random = seededRandom(seed, 'secrets');
    this.network = new VirtualNetwork({ clock, seed, ...faults });
    const logger = { warn: (fields: object) => void this.warnings.push(fields) };
    this.settings = {
      ...resolveOptions({ clock, logger, ...options }),
      randomBytes: (count) => this.random.bytes(count),
    };
    this.serverPort = new VirtualPort(this.network, SERVER, true);
    this.clientPort = new VirtualPort(this.network, CLIENT, true);
    const open = (connection: Connection): End => {
      const end = new End(connection, clock);
      this.accepted.push(end);
      return end;
    };
    const warning = new LinkWarning(this.settings.session.layer.cipher, this.settings.logger);
    this.listener = new KcpListener(this.settings, this.serverPort, open, warning);
  }

  /** The first accepted end. */
  get server(): End {
    const [end] = this.accepted;
    if (end === undefined) throw new Error('nobody was accepted');
    return end;
  }

  /** Dial from the client's port, or another one. */
  async dial(port: VirtualPort = this.clientPort): Promise<End> {
    const answers: KcpConnection[] = [];
    void establish(port, SERVER, this.settings).then((connection) => answers.push(connection));
    for (let waits = 0; answers.length === 0 && waits < 1000; waits += 1) {
      await this.clock.advanceAsync(10);
    }
    const [dialled] = answers;
    if (dialled === undefined) throw new Error(`seed ${this.#seed}: no answer`);
    const end = new End(dialled, this.clock);
    dialled.open(() => end);
    return end;
  }

  /** Let time pass until `isDone`, at most for `ms`. @returns whether it is. */
  passUntil(isDone: () => boolean, ms: number): boolean {
    for (let passed = 0; passed < ms && !isDone(); passed += 10) this.clock.advance(10);
    return isDone();
  }
}

/** The addresses in the virtual network. */
const SERVER = { address: '10.0.0.1', port: 1000 } as const;
const CLIENT = { address: '10.0.0.2', port: 2000 } as const;

import type { Connection, Transport } from '@net/core';
import type { ConnectionHandler, Listener } from '@net/core/extend';
import type { Random } from '@net/testing';
import { hostileChunks, welcome } from './hostile-bytes.ts';

/** Where a hostile server listens; it goes on as chance says with whoever comes. */
export async function listenHostile(
  transport: Transport,
  address: string,
  random: Random,
): Promise<Listener> {
  return transport.listen(address, (connection) => new HostileServer(connection, random));
}

/** Lets a client in, or not, answers what it sends with hostile bytes, and ends, or does not. */
class HostileServer implements ConnectionHandler {
  readonly #connection: Connection;
  readonly #random: Random;
  /** How many chunks it hears before it attacks. */
  readonly #patience: number;
  #isIn: boolean;
  #heard = 0;

  constructor(connection: Connection, random: Random) {
    this.#connection = connection;
    this.#random = random;
    this.#isIn = random.chance(0.25);
    this.#patience = random.below(4);
  }

  onData(): void {
    this.#heard++;
    if (!this.#isIn) {
      this.#isIn = true;
      this.#connection.send(welcome());
    } else if (this.#heard > this.#patience) {
      this.#attack();
    }
  }

  onDrain(): void {
    // It sends what it likes.
  }

  onClose(): void {
    // The next one will come.
  }

  #attack(): void {
    for (const chunk of hostileChunks(this.#random)) this.#connection.send(chunk);
    const roll = this.#random.next();
    if (roll < 0.2) this.#connection.abort();
    else if (roll < 0.4) void this.#connection.close();
    else if (roll < 0.5) this.#connection.pause?.();
  }
}

import type { PeerAddress } from './datagram-port.ts';

/** Something for each peer, found without making a key for each datagram. */
export class PeerTable<Value> {
  readonly #hosts = new Map<string, Map<number, Value>>();
  #size = 0;

  /** How many peers there are. */
  get size(): number {
    return this.#size;
  }

  get({ address, port }: PeerAddress): Value | undefined {
    return this.#hosts.get(address)?.get(port);
  }

  /** Add a peer, or replace what is there for it. */
  set({ address, port }: PeerAddress, value: Value): void {
    let ports = this.#hosts.get(address);
    if (ports === undefined) this.#hosts.set(address, (ports = new Map<number, Value>()));
    if (!ports.has(port)) this.#size += 1;
    ports.set(port, value);
  }

  delete({ address, port }: PeerAddress): void {
    const ports = this.#hosts.get(address);
    if (ports === undefined || !ports.delete(port)) return;
    this.#size -= 1;
    if (ports.size === 0) this.#hosts.delete(address);
  }

  *values(): IterableIterator<Value> {
    for (const ports of this.#hosts.values()) yield* ports.values();
  }
}

import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, Socket } from 'node:net';
import type { ChaosProxy, ChaosProxyOptions } from './chaos-proxy.ts';
import { parseTarget, type ProxyTarget } from './proxy-target.ts';
import { checkSeed, seededRandom } from './seeded-random.ts';
import type { StreamFaults } from './stream-faults.ts';
import { StreamLink } from './stream-link.ts';
import { StreamPipe } from './stream-pipe.ts';
import { StreamSchedule } from './stream-schedule.ts';

/** A chaos proxy for TCP, and for all that travels over it. */
export interface TcpChaosProxy extends ChaosProxy<StreamFaults> {
  /** Connections that have not ended at both ends. */
  readonly connections: number;
  /** Reset all connections, at both ends. */
  reset(): void;
}

/**
 * A proxy for byte streams between real sockets of this machine. `target` is the server's address,
 * of any scheme. While it is cut, a dial succeeds as before, but the server hears of it, as of all
 * else, when it is healed; a peer that leaves meanwhile leaves the other one half open.
 *
 * @throws TypeError for a target elsewhere, or a fault out of its range.
 */
export async function tcpChaosProxy(
  target: string,
  { seed = 0, up = {}, down = {}, ...both }: ChaosProxyOptions<StreamFaults> = {},
): Promise<TcpChaosProxy> {
  const links = [up, down].map((faults) => new StreamLink({ ...both, ...faults }));
  const proxy = new TcpProxy(parseTarget(target), seed, links[0]!, links[1]!);
  await proxy.listen();
  return proxy;
}

class TcpProxy implements TcpChaosProxy {
  readonly up: StreamLink;
  readonly down: StreamLink;
  readonly #target: ProxyTarget;
  readonly #seed: number;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #port = 0;
  #accepted = 0;
  #closed: Promise<void> | undefined;

  constructor(target: ProxyTarget, seed: number, up: StreamLink, down: StreamLink) {
    this.up = up;
    this.down = down;
    this.#target = target;
    this.#seed = checkSeed(seed);
    this.#server = createServer(SOCKET, (near) => this.#accept(near));
  }

  get address(): string {
    return this.#target.addressAt(this.#port);
  }

  get connections(): number {
    return Math.ceil(this.#sockets.size / 2);
  }

  async listen(): Promise<void> {
    this.#server.listen(0, this.#target.host);
    await once(this.#server, 'listening');
    // A string only for paths, null only before it is bound.
    this.#port = (this.#server.address() as AddressInfo).port;
  }

  cut(): void {
    this.up.cut();
    this.down.cut();
  }

  heal(): void {
    this.up.heal();
    this.down.heal();
  }

  reset(): void {
    for (const socket of this.#sockets) socket.resetAndDestroy();
  }

  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #close(): Promise<void> {
    const closed = [...this.#sockets, this.#server].map(closeOf);
    this.#server.close();
    this.reset();
    await Promise.all(closed);
  }

  /** Give a client a socket of its own towards the server, which is dialled when that is healed. */
  #accept(near: Socket): void {
    const far = new Socket(SOCKET);
    this.#keep(near);
    this.#keep(far);
    const name = `connection ${(this.#accepted += 1)}`;
    const up = new StreamPipe(near, far, this.up, this.#schedule(`${name} up`));
    new StreamPipe(far, near, this.down, this.#schedule(`${name} down`));
    const { host, port } = this.#target;
    up.queue(() => far.setNoDelay().connect(port, host));
  }

  #keep(socket: Socket): void {
    // A reset shows in how the socket closes.
    socket.on('error', () => {});
    socket.on('close', () => this.#sockets.delete(socket));
    this.#sockets.add(socket);
  }

  #schedule(label: string): StreamSchedule {
    return new StreamSchedule(seededRandom(this.#seed, label));
  }
}

/** `once` of node:events would reject at an error before it. */
function closeOf(emitter: Socket | Server): Promise<void> {
  return new Promise((resolve) => emitter.once('close', () => resolve()));
}

const SOCKET = { allowHalfOpen: true, noDelay: true };

import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import type { ChaosProxy, ChaosProxyOptions } from './chaos-proxy.ts';
import type { DatagramFaults } from './datagram-faults.ts';
import { DatagramLink } from './datagram-link.ts';
import { datagramTypeOf, parseTarget, type ProxyTarget } from './proxy-target.ts';
import { realClock } from './real-clock.ts';

/** A chaos proxy for UDP, and for all that travels over it. */
export interface UdpChaosProxy extends ChaosProxy<DatagramFaults> {
  /** Give every client another port towards the server, as a NAT that has forgotten them does. */
  rebind(): void;
}

/**
 * A proxy for datagrams between real sockets of this machine. `target` is the server's address, of
 * any scheme. Each client has a port of its own towards the server; of more than 1,024 clients the
 * one that came first loses its port.
 *
 * @throws TypeError for a target elsewhere, or a fault out of its range.
 */
export async function udpChaosProxy(
  target: string,
  { seed = 0, up = {}, down = {}, ...both }: ChaosProxyOptions<DatagramFaults> = {},
): Promise<UdpChaosProxy> {
  const link = (label: string, faults: DatagramFaults): DatagramLink =>
    new DatagramLink({ clock: realClock, seed, label, faults: { ...both, ...faults } });
  const proxy = new UdpProxy(parseTarget(target), link('up', up), link('down', down));
  await proxy.bind();
  return proxy;
}

class UdpProxy implements UdpChaosProxy {
  readonly up: DatagramLink;
  readonly down: DatagramLink;
  readonly #target: ProxyTarget;
  readonly #front: Socket;
  /** The sockets towards the server by the address of their client. */
  readonly #backs = new Map<string, Socket>();
  #port = 0;
  #closed: Promise<void> | undefined;

  constructor(target: ProxyTarget, up: DatagramLink, down: DatagramLink) {
    this.up = up;
    this.down = down;
    this.#target = target;
    this.#front = this.#open((bytes, { address, port }) => this.#fromClient(bytes, address, port));
  }

  get address(): string {
    return this.#target.addressAt(this.#port);
  }

  async bind(): Promise<void> {
    this.#front.bind(0, this.#target.host);
    await once(this.#front, 'listening');
    this.#port = this.#front.address().port;
  }

  cut(): void {
    this.up.cut();
    this.down.cut();
  }

  heal(): void {
    this.up.heal();
    this.down.heal();
  }

  rebind(): void {
    for (const client of this.#backs.keys()) this.#forget(client);
  }

  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #close(): Promise<void> {
    this.cut();
    this.rebind();
    const closed = once(this.#front, 'close');
    this.#front.close();
    await closed;
  }

  #fromClient(bytes: Uint8Array, address: string, port: number): void {
    this.up.send(bytes, (arrived) => {
      const back = this.#backOf(address, port);
      back.send(arrived, this.#target.port, this.#target.host, ignore);
    });
  }

  /** The socket that stands for a client, made when its first datagram goes through. */
  #backOf(address: string, port: number): Socket {
    const client = `${address} ${port}`;
    const known = this.#backs.get(client);
    if (known !== undefined) return known;
    const back = this.#open((bytes) => {
      this.down.send(bytes, (arrived) => this.#front.send(arrived, port, address, ignore));
    });
    // What is sent before it is bound waits.
    back.bind(0, this.#target.host);
    const [oldest] = this.#backs.keys();
    if (this.#backs.size >= MAX_CLIENTS && oldest !== undefined) this.#forget(oldest);
    this.#backs.set(client, back);
    return back;
  }

  #forget(client: string): void {
    this.#backs.get(client)?.close();
    this.#backs.delete(client);
  }

  #open(onMessage: (bytes: Uint8Array, from: { address: string; port: number }) => void): Socket {
    const { host } = this.#target;
    const socket = createSocket({ type: datagramTypeOf(host), recvBufferSize: BUFFER_BYTES });
    socket.on('message', onMessage);
    // The system says so when nobody listened to a datagram before: it is lost, as it would be.
    socket.on('error', ignore);
    return socket;
  }
}

const ignore = (): void => {};
const MAX_CLIENTS = 1024;
/** Only the link is to lose anything. */
const BUFFER_BYTES = 4 * 1024 * 1024;

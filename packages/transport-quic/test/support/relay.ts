import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import type { Scene } from './scene.ts';

/**
 * Passes datagrams between one client and a listener, from an address and port that change when a
 * test says so. For what a chaos proxy has no fault for.
 */
export class Relay {
  readonly #targetPort: number;
  #front!: Socket;
  #back!: Socket;
  #isStopped = false;
  #port = 0;
  #clientPort = 0;
  /** What the client has sent. */
  readonly packets: Buffer[] = [];

  private constructor(target: string) {
    this.#targetPort = Number(new URL(target).port);
  }

  /** A relay before `target` that is closed with the scene. */
  static async open(scene: Scene, target: string): Promise<Relay> {
    const relay = new Relay(target);
    await relay.start();
    await relay.sendFrom('127.0.0.1');
    scene.after(() => Promise.all([relay.stop(), closed(relay.#back)]));
    return relay;
  }

  get address(): string {
    return `quic://127.0.0.1:${this.#port}`;
  }

  /** Listen at the port of before. */
  async start(): Promise<void> {
    this.#front = await bound('127.0.0.1', this.#port);
    this.#isStopped = false;
    this.#port = this.#front.address().port;
    this.#front.on('message', (packet, { port }) => {
      this.#clientPort = port;
      this.packets.push(Buffer.from(packet));
      this.#back.send(packet, this.#targetPort, '127.0.0.1');
    });
  }

  /** Give up the port: the system refuses what is sent there. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    await closed(this.#front);
  }

  /** Send to the listener from `host` and another port, from now on. */
  async sendFrom(host: string): Promise<void> {
    const old: Socket | undefined = this.#back;
    this.#back = await bound(host, 0);
    this.#back.on('message', (packet) => {
      if (!this.#isStopped) this.#front.send(packet, this.#clientPort, '127.0.0.1');
    });
    if (old !== undefined) await closed(old);
  }
}

async function bound(host: string, port: number): Promise<Socket> {
  const socket = createSocket('udp4').bind(port, host);
  await once(socket, 'listening');
  return socket;
}

async function closed(socket: Socket): Promise<void> {
  await new Promise<void>((resolve) => socket.close(resolve));
}

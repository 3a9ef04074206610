import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/**
 * Bounds how many connections of a server are not WebSockets yet: those who only connect, or drag
 * out their request, take no place from those who are served.
 */
export class PendingConnections {
  #open = 0;
  #upgraded = 0;

  /** @param onRefused called for each connection that is closed at once because there are `most`. */
  constructor(server: Server, most: number, onRefused: () => void) {
    server.on('connection', (socket: Socket) => {
      this.#open += 1;
      socket.on('close', this.#onClosed);
      if (this.size <= most) return;
      onRefused();
      socket.destroy();
    });
  }

  get size(): number {
    return this.#open - this.#upgraded;
  }

  /** `socket`, or the TCP socket under it, has become a WebSocket's. */
  upgraded(socket: Socket): void {
    this.#upgraded += 1;
    socket.on('close', this.#onUpgradedClosed);
  }

  // One for all sockets: there are many of those, and they are idle.
  readonly #onClosed = (): void => void (this.#open -= 1);
  readonly #onUpgradedClosed = (): void => void (this.#upgraded -= 1);
}

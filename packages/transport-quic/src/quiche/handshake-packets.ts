import type { HostPort } from '../provider.ts';
import type { StepQueue } from './step-queue.ts';

/**
 * Packets of sessions whose handshake is not done, and of none, until their turn comes. When too much
 * waits, what comes is dropped, as the system itself drops it when a socket is not read.
 */
export class HandshakePackets {
  readonly #steps: StepQueue;
  readonly #onPacket: (packet: Buffer, from: HostPort) => void;
  #waitingBytes = 0;

  /** @param onPacket is given each in its turn, and owns it. */
  constructor(steps: StepQueue, onPacket: (packet: Buffer, from: HostPort) => void) {
    this.#steps = steps;
    this.#onPacket = onPacket;
  }

  /** Take a packet. @param isFresh whether it may begin a session. */
  add(packet: Buffer, from: HostPort, isFresh: boolean): void {
    if (this.#waitingBytes > MOST_WAITING_BYTES) return;
    this.#waitingBytes += packet.length;
    const step = (): void => {
      this.#waitingBytes -= packet.length;
      this.#onPacket(packet, from);
    };
    if (isFresh) this.#steps.addFresh(step);
    else this.#steps.add(step);
  }
}

/** First packets of some 1,700 sessions. */
const MOST_WAITING_BYTES = 2 * 1024 * 1024;

import { BlockQueue } from './block-queue.ts';

/** Where the messages behind a gate go. */
interface GateOwner {
  onMessagePassed(message: Uint8Array): void;
  /** The gate is open and nothing is held. */
  onGateOpen(): void;
}

/**
 * Lets received messages pass, or holds them: one read may bring a thousand, of which all but the
 * first come after the receiver has had enough. Bounded by what one read brings, since a connection
 * stops reading when it closes its gate.
 */
export class MessageGate {
  readonly #owner: GateOwner;
  #held: BlockQueue | undefined;
  #isPaused = false;
  #isShut = false;

  constructor(owner: GateOwner) {
    this.#owner = owner;
  }

  get isPaused(): boolean {
    return this.#isPaused;
  }

  get isHolding(): boolean {
    return this.#held !== undefined;
  }

  receive(message: Uint8Array): void {
    if (this.#isShut) return;
    if (!this.#isPaused && this.#held === undefined) return this.#owner.onMessagePassed(message);
    this.#held ??= new BlockQueue();
    this.#held.push(message);
  }

  pause(): void {
    this.#isPaused = true;
  }

  /** What is held passes from the next tick on, until somebody pauses again. */
  resume(): void {
    if (!this.#isPaused) return;
    this.#isPaused = false;
    process.nextTick(() => this.#release());
  }

  /** Drop what is held and all that comes. */
  shut(): void {
    this.#isShut = true;
    this.#held = undefined;
  }

  #release(): void {
    while (!this.#isPaused) {
      const message = this.#held?.take();
      if (message === undefined) {
        this.#held = undefined;
        return this.#owner.onGateOpen();
      }
      this.#owner.onMessagePassed(message);
    }
  }
}

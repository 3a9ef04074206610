import type { PacketOutput } from './packet-writer.ts';

/**
 * How much may be sent to an address that nobody has proven to be the peer's: three times of what
 * came from there (RFC 9000, section 8.1), so that forged addresses gain an attacker little.
 */
export class SendAllowance {
  #receivedBytes = 0;
  #sentBytes = 0;
  #isLimited: boolean;

  constructor(isLimited: boolean) {
    this.#isLimited = isLimited;
  }

  /** Whether there is a limit. */
  get isLimited(): boolean {
    return this.#isLimited;
  }

  /** The peer has been proven. */
  lift(): void {
    this.#isLimited = false;
  }

  /** A datagram of so many bytes has come from the address. */
  onReceived(bytes: number): void {
    if (this.#isLimited) this.#receivedBytes += bytes;
  }

  /** Whether a datagram of so many bytes may be sent; if so it counts as sent. */
  take(bytes: number): boolean {
    if (!this.#isLimited) return true;
    if (this.#sentBytes + bytes > FACTOR * this.#receivedBytes) return false;
    this.#sentBytes += bytes;
    return true;
  }
}

/** `output` without what `allowance` does not let through. */
export class LimitedOutput implements PacketOutput {
  readonly #output: PacketOutput;
  readonly #allowance: SendAllowance;

  constructor(output: PacketOutput, allowance: SendAllowance) {
    this.#output = output;
    this.#allowance = allowance;
  }

  allocate(): Uint8Array {
    return this.#output.allocate();
  }

  transmit(packet: Uint8Array, length: number): void {
    if (this.#allowance.take(length)) this.#output.transmit(packet, length);
  }
}

const FACTOR = 3;

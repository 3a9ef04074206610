/** Where a peer sends from, as the system writes it. */
export interface PeerAddress {
  readonly address: string;
  readonly port: number;
}

/** A bound UDP port, or a virtual one. */
export interface DatagramPort {
  /** Where it is bound. */
  readonly local: PeerAddress;
  /** A block for the next datagram; the same one again if that has not been sent. */
  allocate(): Uint8Array;
  /** Send the first `length` bytes of the allocated block. A failure is like a loss. */
  transmit(length: number, to: PeerAddress): void;
  /** Hand what comes to `user`. */
  use(user: PortUser): void;
  /** Whether the port keeps the process alive. */
  setAlive(isAlive: boolean): void;
  /** Free the port. */
  close(): Promise<void>;
}

/** Who uses a port. */
export interface PortUser {
  /** Owns `bytes`. */
  onDatagram(bytes: Uint8Array, from: PeerAddress): void;
  /** Nobody listens at the address that a connected port sends to, the system says. */
  onRefused(): void;
}

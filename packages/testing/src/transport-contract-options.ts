import type { Transport } from '@net/core';

/** What the contract has to know of a transport. */
export interface TransportContractOptions {
  readonly transport: Transport;
  /** An address to listen on that is free at each call, such as `tcp://127.0.0.1:0`. */
  address(): string;
  /** Whether a dialler is told that nobody listens. True; say false for UDP. */
  readonly refusesDial?: boolean;
  /** Whether the far end is told of `close` and `abort`. True; say false for UDP. */
  readonly announcesClose?: boolean;
  /** How long to wait for what must happen. 5,000 ms. */
  readonly timeoutMs?: number;
  /** How long a sender waits in vain for `onDrain` before it counts as held back. 200 ms. */
  readonly stallMs?: number;
}

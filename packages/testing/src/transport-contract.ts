import type { Transport } from '@net/core';
import { closingContract } from './closing-contract.ts';
import { deliveryContract } from './delivery-contract.ts';
import { flowContract } from './flow-contract.ts';
import { openingContract } from './opening-contract.ts';

/** How a suite hands its tests to a test runner: the `it` of jest, vitest, mocha or `node:test`. */
export type DefineTest = (name: string, run: () => void | Promise<void>) => void;

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

/**
 * Defines the tests that every transport has to pass. The kind of its connections decides what is
 * asked of them; the connections must not be made to lose anything on purpose.
 */
export function transportContract(it: DefineTest, options: TransportContractOptions): void {
  openingContract(it, options);
  deliveryContract(it, options);
  flowContract(it, options);
  closingContract(it, options);
}

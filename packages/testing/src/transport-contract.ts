import { closingContract } from './closing-contract.ts';
import { deliveryContract } from './delivery-contract.ts';
import { flowContract } from './flow-contract.ts';
import { openingContract } from './opening-contract.ts';
import type { DefineTest } from './define-test.ts';
import type { TransportContractOptions } from './transport-contract-options.ts';

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

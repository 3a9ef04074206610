export { memory, type MemoryOptions } from './memory.ts';
export { type Random, seededRandom } from './seeded-random.ts';
export { VirtualClock } from './virtual-clock.ts';
export { transportContract } from './transport-contract.ts';
export type { TransportContractOptions } from './transport-contract-options.ts';
export { framerContract } from './framer-contract.ts';
export { packetFormatContract } from './packet-format-contract.ts';
export { codecContract } from './codec-contract.ts';

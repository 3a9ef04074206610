import { describe, it } from '@jest/globals';
import { memory, type MemoryOptions } from '../src/memory.ts';
import { transportContract } from '../src/transport-contract.ts';

describe('memory as a stream', () => {
  transportContract(it, subject({}));
});

describe('memory as a stream of single bytes', () => {
  transportContract(it, subject({ chunkBytes: 1 }));
});

describe('memory as a stream cut by chance', () => {
  transportContract(it, subject({ chunkBytes: { upTo: 5000 } }));
});

describe('memory as messages', () => {
  transportContract(it, subject({ kind: 'message' }));
});

describe('memory as datagrams', () => {
  transportContract(it, subject({ kind: 'datagram' }));
});

function subject(options: MemoryOptions): Parameters<typeof transportContract>[1] {
  let names = 0;
  return { transport: memory(options), address: () => `memory://contract-${(names += 1)}` };
}

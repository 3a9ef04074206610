import { describe, expect, it } from '@jest/globals';
import { deliveryContract } from '../src/delivery-contract.ts';
import { connectionVerdict, PassingConnection } from './passing-transport.ts';

class LosesLastByte extends PassingConnection {
  override onData(bytes: Uint8Array): void {
    super.onData(bytes.length > 500 ? bytes.subarray(0, -1) : bytes);
  }
}

class SplitsMessages extends PassingConnection {
  override onData(bytes: Uint8Array): void {
    super.onData(bytes.subarray(0, 10));
    if (bytes.length > 10) super.onData(bytes.subarray(10));
  }
}

class ReusesMemory extends PassingConnection {
  readonly #memory = new Uint8Array(2 * 1024 * 1024);

  override onData(bytes: Uint8Array): void {
    this.#memory.set(bytes);
    super.onData(this.#memory.subarray(0, bytes.length));
  }
}

class LosesGreeting extends PassingConnection {
  override send(bytes: Uint8Array): boolean {
    return this.handler === undefined || super.send(bytes);
  }
}

class Reverses extends PassingConnection {
  override onData(bytes: Uint8Array): void {
    super.onData(bytes.toReversed());
  }
}

describe('deliveryContract', () => {
  it('rejects a transport that loses a byte', async () => {
    const failed = await connectionVerdict(deliveryContract, LosesLastByte);
    expect(failed).toContain('carries bytes in order and complete, both ways');
  });

  it('rejects a transport that changes the order of bytes', async () => {
    const failed = await connectionVerdict(deliveryContract, Reverses);
    expect(failed).toContain('carries bytes in order and complete, both ways');
  });

  it('rejects a transport that splits messages, but not one that splits a stream', async () => {
    const failed = await connectionVerdict(deliveryContract, SplitsMessages, { kind: 'message' });
    expect(failed).toContain('carries bytes in order and complete, both ways');
    expect(await connectionVerdict(deliveryContract, SplitsMessages)).toEqual([]);
  });

  it('rejects a transport that reuses the memory of received bytes', async () => {
    const failed = await connectionVerdict(deliveryContract, ReusesMemory);
    expect(failed).toContain('hands over bytes that it never writes to again');
  });

  it('rejects a transport that loses what is sent from inside open', async () => {
    expect(await connectionVerdict(deliveryContract, LosesGreeting)).toEqual([
      'carries what is sent from inside open',
    ]);
  });
});

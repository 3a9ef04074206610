import { describe, expect, it } from '@jest/globals';
import { transportContract } from '../src/transport-contract.ts';
import { connectionVerdict, PassingConnection, PassingTransport } from './passing-transport.ts';

describe('transportContract', () => {
  it('finds nothing wrong with what passes everything on', async () => {
    expect(await connectionVerdict(transportContract, PassingConnection)).toEqual([]);
    expect(
      await connectionVerdict(transportContract, PassingConnection, { kind: 'message' }),
    ).toEqual([]);
  });

  it('defines tests whose names differ', () => {
    const names: string[] = [];
    const options = { transport: new PassingTransport(), address: () => 'memory://a' };
    transportContract((name) => names.push(name), options);
    expect(names.length).toBeGreaterThan(25);
    expect(new Set(names).size).toBe(names.length);
  });
});

import type { ClientManager } from '@net/client-manager';
import { describe, expect, it } from '@jest/globals';
import { table, verdict } from '../src/table.ts';

const figures = { answered: 12_345, inFlight: 8, repeated: 3, lost: 0, longestGapMs: 17.6 };

describe('table', () => {
  it('shows each server and the load', () => {
    const client = {
      addresses: ['tcp://127.0.0.1:7000'],
      state: { name: 'ready' },
      pendingRequests: 8,
    };
    // All that the table asks of a manager.
    const manager = { find: () => [client] } as unknown as ClientManager;
    expect(table(manager, figures)).toBe(
      'tcp://127.0.0.1:7000    ready        8 in flight\n' +
        '12,345 answered, 8 in flight, 3 asked again, 0 lost\n',
    );
  });
});

describe('verdict', () => {
  it('says what was lost and how long nothing came', () => {
    expect(verdict(figures)).toBe(
      '0 of 12,345 requests lost, 3 asked again; the longest time without an answer was 18 ms\n',
    );
  });
});

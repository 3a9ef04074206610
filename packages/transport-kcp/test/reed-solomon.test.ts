import { describe, expect, it } from '@jest/globals';
import { NetError } from '@net/core';
import { ReedSolomon } from '../src/reed-solomon.ts';
import rs from './vectors/kcp-go/rs.json' with { type: 'json' };

describe('ReedSolomon', () => {
  it('has the coefficients of kcp-go', () => {
    for (const { data, parity, rows } of rs.matrices) {
      const code = new ReedSolomon(data, parity);
      expect(code.rows.map((row) => Buffer.from(row).toString('hex'))).toEqual(rows);
      expect(code.groupSize).toBe(data + parity);
    }
    expect(rs.matrices).toHaveLength(14);
  });

  it('adds a data shard to four parity shards at once', () => {
    const code = new ReedSolomon(2, 6);
    const coefficients = code.rows.map((row) => row[1]!);
    const sums = new Int32Array(3);
    code.addData(1, Uint8Array.of(1, 0), 0, sums);
    expect(Buffer.from(sums.buffer).toString('hex')).toBe(
      Buffer.from(coefficients.slice(0, 4)).toString('hex') + '00'.repeat(8),
    );
    code.addData(1, Uint8Array.of(1, 1), 0, sums);
    expect([...sums.subarray(0, 1), sums[2]]).toEqual([0, 0]);
    code.addData(1, Uint8Array.of(0, 0, 1), 1, sums);
    expect(sums[2]).toBe(coefficients[4]! | (coefficients[5]! << 8));
  });

  it('takes the most shards that the field has room for', () => {
    expect(new ReedSolomon(255, 1).rows[0]).toHaveLength(255);
    expect(new ReedSolomon(1, 255).rows).toHaveLength(255);
  });

  it.each([
    [0, 3, 'dataShards is a whole number above 0, got 0'],
    [10, 0, 'parityShards is a whole number above 0, got 0'],
    [-1, 3, 'dataShards is a whole number above 0, got -1'],
    [2.5, 3, 'dataShards is a whole number above 0, got 2.5'],
    [NaN, 3, 'dataShards is a whole number above 0, got NaN'],
    [Infinity, 3, 'dataShards is a whole number above 0, got Infinity'],
    [250, 7, '250 data and 7 parity shards are over the limit of 256'],
  ])('refuses %p and %p', (data, parity, message) => {
    expect(() => new ReedSolomon(data, parity)).toThrow(new NetError('INVALID_OPTION', message));
  });
});

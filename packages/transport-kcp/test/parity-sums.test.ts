import { describe, expect, it } from '@jest/globals';
import { seededRandom } from '@net/testing';
import { multiply } from '../src/galois-field.ts';
import { ParitySums } from '../src/parity-sums.ts';
import { ReedSolomon } from '../src/reed-solomon.ts';
import rs from './vectors/kcp-go/rs.json' with { type: 'json' };

describe('ParitySums', () => {
  it('makes the parity of kcp-go, in whatever order the data comes', () => {
    for (const { data, parity, dataShards, parityShards } of rs.cases) {
      const sums = new ParitySums(new ReedSolomon(data, parity));
      for (const [index, shard] of [...dataShards.entries()].toReversed()) {
        sums.add(index, Buffer.from(shard, 'hex'));
      }
      expect(parityOf(sums, parity)).toEqual(parityShards);
    }
    expect(rs.cases).toHaveLength(16);
  });

  it('goes on with zeros where a shard is short', () => {
    const [short, padded] = [new ParitySums(CODE), new ParitySums(CODE)];
    const shards = ['01', '020304', '', '05'];
    for (const [index, shard] of shards.entries()) {
      short.add(index, Buffer.from(shard, 'hex'));
      padded.add(index, Buffer.from(shard.padEnd(6, '0'), 'hex'));
    }
    expect(short.length).toBe(3);
    expect(parityOf(short, 6)).toEqual(parityOf(padded, 6));
  });

  it('agrees with the coefficients for shards of any length, group after group', () => {
    const random = seededRandom(4);
    const sums = new ParitySums(CODE);
    for (let group = 0; group < 40; group++) {
      const shards = Array.from({ length: 4 }, () => random.bytes(random.below(700)));
      sums.clear();
      for (const [index, shard] of shards.entries()) sums.add(index, shard);
      expect(parityOf(sums, 6)).toEqual(CODE.rows.map((row) => weighted(row, shards)));
    }
  });

  it('keeps what it has summed up when a much longer shard comes', () => {
    const shards = [10, 257, 1501, 1].map((length) => new Uint8Array(length).fill(length));
    const sums = new ParitySums(CODE);
    for (const [index, shard] of shards.entries()) sums.add(index, shard);
    expect(parityOf(sums, 6)).toEqual(CODE.rows.map((row) => weighted(row, shards)));
  });

  it('adds to what is there', () => {
    const sums = new ParitySums(CODE);
    sums.add(0, Uint8Array.of(9));
    const target = Uint8Array.of(0, 0xff);
    sums.addTo(5, target);
    sums.addTo(5, target);
    expect([...target]).toEqual([0, 0xff]);
  });
});

function parityOf(sums: ParitySums, count: number): string[] {
  return Array.from({ length: count }, (_, index) => {
    const shard = new Uint8Array(sums.length);
    sums.addTo(index, shard);
    return Buffer.from(shard).toString('hex');
  });
}

/** The same by the definition. */
function weighted(row: Uint8Array, shards: readonly Uint8Array[]): string {
  const length = Math.max(...shards.map((shard) => shard.length));
  const sum = new Uint8Array(length);
  for (const [index, shard] of shards.entries()) {
    for (const [at, byte] of shard.entries()) sum[at]! ^= multiply(row[index]!, byte);
  }
  return Buffer.from(sum).toString('hex');
}

const CODE = new ReedSolomon(4, 6);

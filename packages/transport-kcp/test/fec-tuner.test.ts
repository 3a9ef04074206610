import { describe, expect, it } from '@jest/globals';
import { type FecNumbers, FecTuner } from '../src/fec-tuner.ts';

describe('FecTuner', () => {
  it('needs the first packet after a whole group', () => {
    expect(found('dddpp', 0)).toEqual([]);
    expect(found('dddppd', 0)).toEqual(['3+2']);
    expect(found('dp'.repeat(3), 0)).toEqual(['1+1', '1+1']);
  });

  it('waits for a group that it saw begin', () => {
    expect(found('dppdddpp', 7)).toEqual([]);
    expect(found('dppdddppd', 7)).toEqual(['3+2']);
  });

  it('takes no group with a packet missing', () => {
    expect(found('d.dppdddppd', 0)).toEqual(['3+2']);
    expect(found('dddp.ddd.p', 0)).toEqual([]);
    expect(found('.ddppddd', 0)).toEqual([]);
  });

  it('takes no group that stands where none begins', () => {
    expect(found('pdddppd', 0)).toEqual([]);
    expect(found('pdddppd', 4)).toEqual(['3+2']);
  });

  it('takes parity that was left out for a gap', () => {
    expect(found('ddd..ddd..dddppd', 0)).toEqual([]);
    expect(found('ddd..ddd..dddppdddppd', 0)).toEqual(['3+2']);
  });

  it('does not mind packets that come twice', () => {
    const tuner = new FecTuner();
    const seen = Array.from('dddppd').flatMap((type, sequence) => [
      sample(tuner, type, sequence),
      sample(tuner, type, sequence),
    ]);
    expect(seen.filter((numbers) => numbers !== undefined)).toEqual([numbers(3, 2)]);
  });

  it('goes on past a packet out of order', () => {
    const tuner = new FecTuner();
    for (const sequence of [0, 2, 1, 3, 0xffffffff, 4]) sample(tuner, 'd', sequence);
    expect(
      Array.from('pdddppd')
        .map((type, at) => sample(tuner, type, at + 4))
        .at(-1),
    ).toEqual(numbers(3, 2));
  });
});

/** What is found while packets of these types come, `.` being one that does not. */
function found(types: string, firstSequence: number): string[] {
  const tuner = new FecTuner();
  return Array.from(types).flatMap((type, at) => {
    if (type === '.') return [];
    const result = sample(tuner, type, firstSequence + at);
    return result === undefined ? [] : [`${result.dataShards}+${result.parityShards}`];
  });
}

function sample(tuner: FecTuner, type: string, sequence: number): FecNumbers | undefined {
  return tuner.sample(type === 'd' ? 'data' : 'parity', sequence);
}

function numbers(dataShards: number, parityShards: number): FecNumbers {
  return { dataShards, parityShards };
}

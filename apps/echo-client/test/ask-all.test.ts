import { NetError, ReplyError } from '@net/core';
import { describe, expect, it } from '@jest/globals';
import { askAll } from '../src/ask-all.ts';

const progress = { done: 0, total: 100 };

async function askWithFailures(index: number): Promise<boolean> {
  if (index === 1) throw new ReplyError('NO_TEA', 'text of the peer');
  if (index === 2 || index === 3) throw new NetError('REQUEST_TIMEOUT', 'too late');
  return index !== 4;
}

describe('askAll', () => {
  it('asks for each index once, with no more in flight than it may have', async () => {
    const asked: number[] = [];
    let inFlight = 0;
    let most = 0;
    const ask = async (index: number): Promise<boolean> => {
      asked.push(index);
      most = Math.max(most, ++inFlight);
      await Promise.resolve();
      inFlight--;
      return true;
    };
    const { count, latencies, failures } = await askAll(
      ask,
      { count: 10, concurrency: 3 },
      progress,
    );
    expect(asked).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(most).toBe(3);
    expect([count, latencies.count, failures.size]).toEqual([10, 10, 0]);
  });

  it('counts what is done', async () => {
    const progress = { done: 0, total: 4 };
    await askAll(() => Promise.resolve(false), { count: 4, concurrency: 9 }, progress);
    expect(progress.done).toBe(4);
  });

  it('counts failures of single requests by their code, and goes on', async () => {
    const flow = { count: 6, concurrency: 1 };
    const { latencies, failures } = await askAll(askWithFailures, flow, progress);
    expect([...failures]).toEqual([
      ['NO_TEA', 1],
      ['REQUEST_TIMEOUT', 2],
      ['WRONG_BODY', 1],
    ]);
    expect(latencies.count).toBe(2);
  });

  it('stops at what fails them all', async () => {
    const error = new NetError('MESSAGE_TOO_LARGE', '9 > 8');
    const asking = askAll(() => Promise.reject(error), { count: 6, concurrency: 2 }, progress);
    await expect(asking).rejects.toBe(error);
  });
});

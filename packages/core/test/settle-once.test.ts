import { afterEach, describe, expect, it } from '@jest/globals';
import { CallStorm } from './support/call-storm.ts';
import { RequestStorm } from './support/request-storm.ts';
import { testProtocol } from './support/test-protocol.ts';

/** How many storms between two whole sessions: 10,000 in a nightly run. */
const SESSION_SEEDS = Number(process.env['SETTLE_SEEDS'] ?? 2000);
const CALL_SEEDS = 10_000;

let end: (() => Promise<void>) | undefined;
afterEach(() => end?.());

describe('requests that are answered, refused, late, timed out, cancelled and cut off by chance', () => {
  it('settle once each, as a model says, whatever the order: ten thousand of them', async () => {
    const totals = { outcomes: new Map<string, number>(), lateAnswers: 0, reusedIds: 0 };
    for (let seed = 0; seed < CALL_SEEDS; seed++) {
      const storm = new CallStorm(seed);
      await naming(seed, storm.run(120));
      add(totals.outcomes, storm.outcomes);
      totals.lateAnswers += storm.lateAnswers;
      totals.reusedIds += storm.reusedIds;
    }
    // Nothing of what is to be shown went unmet.
    expect([...totals.outcomes.keys()].toSorted()).toEqual([
      'BAD_MESSAGE yes',
      'CANCELLED maybe',
      'CONNECTION_LOST maybe',
      'CONNECTION_LOST no',
      'HANDLER_ERROR yes',
      'REQUEST_TIMEOUT maybe',
      'ok',
    ]);
    expect(Math.min(...totals.outcomes.values())).toBeGreaterThan(CALL_SEEDS / 2);
    expect(totals.lateAnswers).toBeGreaterThan(CALL_SEEDS);
    expect(totals.reusedIds).toBeGreaterThan(10 * CALL_SEEDS);
  }, 120_000);

  it('settle once each between two sessions, with and without control packets', async () => {
    let started = 0;
    for (let seed = 0; seed < SESSION_SEEDS; seed++) {
      const protocol = testProtocol({ control: seed % 2 === 0 });
      const storm = new RequestStorm({ seed, steps: 40, protocol });
      end = () => storm.scene.end();
      await naming(seed, storm.run());
      expect({ seed, settled: storm.settled }).toEqual({ seed, settled: storm.started });
      expect(storm.outcomes.has('the answer to another request')).toBe(false);
      await storm.scene.end();
      started += storm.started;
    }
    expect(started).toBeGreaterThan(10 * SESSION_SEEDS);
  }, 600_000);
});

/** So that a failure says how to see it again. */
async function naming(seed: number, run: Promise<void>): Promise<void> {
  try {
    await run;
  } catch (cause) {
    throw new Error(`seed ${seed} fails`, { cause });
  }
}

function add(totals: Map<string, number>, counts: ReadonlyMap<string, number>): void {
  for (const [name, count] of counts) totals.set(name, (totals.get(name) ?? 0) + count);
}

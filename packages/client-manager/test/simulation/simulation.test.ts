import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { traces } from './print-traces.ts';
import { NAMED_SEEDS } from './seeds.ts';
import { type Outcome, simulate } from './simulate.ts';

let stackTraceLimit = 0;
beforeAll(() => {
  // Errors come by the thousand, and writing down where each is from takes a tenth of the time.
  ({ stackTraceLimit } = Error);
  Error.stackTraceLimit = 0;
});
afterAll(() => {
  Error.stackTraceLimit = stackTraceLimit;
});
afterEach(() => {
  jest.restoreAllMocks();
});

describe('clients and servers in a simulated storm', () => {
  it('keep every rule, whatever the seed', async () => {
    for (const seed of seeds()) expectWell(await simulate(seed));
  }, 3_600_000);

  it.each([...NAMED_SEEDS])(
    'keep every rule: %s',
    async (_name, seed) => {
      expectWell(await simulate(seed));
    },
    120_000,
  );

  it('do something else for another seed', async () => {
    const [one, other] = [await simulate(1), await simulate(2)];
    expect(one.hash).not.toBe(other.hash);
  });

  it('do the same for the same seed, in a process whose code is not optimized too', async () => {
    const here = await traces(0, 7);
    expect(await traces(0, 7)).toEqual(here);
    expect(await tracesOfAnotherProcess(0, 7)).toEqual(here);
  }, 120_000);

  it('ask no clock but the virtual one, and no chance but the seed', async () => {
    const asked = [
      jest.spyOn(performance, 'now'),
      jest.spyOn(Date, 'now'),
      jest.spyOn(Math, 'random'),
      jest.spyOn(globalThis, 'setTimeout'),
      jest.spyOn(globalThis, 'setInterval'),
    ];
    for (const seed of [0, 1, 2, 3]) await simulate(seed);
    expect(asked.map(({ mock }) => mock.calls.length)).toEqual([0, 0, 0, 0, 0]);
  });
});

/** Fail with all that is needed to see why, and to run it again. */
function expectWell({ configuration, violations, tail }: Outcome): void {
  if (violations.length === 0) return;
  const { seed } = configuration;
  const parts = [...violations, JSON.stringify(configuration), ...tail()];
  throw new Error(`SEED=${seed} breaks a rule\n${parts.join('\n')}`);
}

/** `SEED=n` is one run; `SEEDS=n` are so many, from `FROM=n` on. */
function seeds(): number[] {
  const { SEED, SEEDS = '100', FROM = '0' } = process.env;
  if (SEED !== undefined) return [Number(SEED)];
  return Array.from({ length: Number(SEEDS) }, (_, index) => Number(FROM) + index);
}

async function tracesOfAnotherProcess(first: number, last: number): Promise<string[]> {
  const file = `${import.meta.dirname}/print-traces.ts`;
  const options = ['--conditions=@net/source', '--no-opt', file, `${first}`, `${last}`];
  const { stdout } = await promisify(execFile)(process.execPath, options);
  return stdout.trim().split('\n');
}

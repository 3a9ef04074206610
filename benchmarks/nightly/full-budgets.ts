import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { judge, type Verdict, verdictOf } from './verdict.ts';

/** A test that looks at fewer cases in every run than the scoreboard wants. */
interface Budget {
  readonly row: string;
  readonly folder: string;
  /** Its file, or what the names of its files have in common. */
  readonly test: string;
  /** What tells the test how many. */
  readonly variable: string;
  readonly count: number;
}

/** Those tests with as many cases as are wanted, one after the other. */
export async function* judgeBudgets(): AsyncGenerator<Verdict> {
  for (const budget of BUDGETS) {
    const row = `${budget.row}, ${budget.count}`;
    yield verdictOf(row, () => judgeBudget(row, budget));
  }
}

async function judgeBudget(row: string, budget: Budget): Promise<Verdict> {
  const startedMs = performance.now();
  const fault = await runTest(budget);
  const seconds = Math.round((performance.now() - startedMs) / 1000);
  return judge(row, fault === undefined, [`${seconds} s`, fault].filter(Boolean).join('; '));
}

/** Returns what failed, if something did. */
function runTest({ folder, test, variable, count }: Budget): Promise<string | undefined> {
  const cwd = fileURLToPath(new URL(`../../packages/${folder}/`, import.meta.url));
  const env = { ...process.env, [variable]: String(count) };
  const options = { cwd, env, timeout: timeoutMs, maxBuffer: Infinity };
  return new Promise((resolve) => {
    execFile(process.execPath, [...FLAGS, jest, '--silent', test], options, (error, _, report) => {
      resolve(error === null ? undefined : (FAILED.exec(report)?.[0] ?? error.message));
    });
  });
}

const BUDGETS: readonly Budget[] = [
  {
    row: 'R12 kills of a server process',
    folder: 'client-manager',
    test: 'reliability/kill.test.ts',
    variable: 'PROCESS_KILLS',
    count: 100,
  },
  {
    row: 'R13 clients that come back',
    folder: 'client-manager',
    test: 'reliability/spread.test.ts',
    variable: 'SPREAD_CLIENTS',
    count: 100_000,
  },
  {
    row: 'R14 seeds of KCP over bad networks',
    folder: 'transport-kcp',
    test: 'test/simulation.test.ts',
    variable: 'KCP_SEEDS',
    count: 10_000,
  },
  {
    row: 'R18 forged segments',
    folder: 'transport-kcp',
    test: 'test/(hostile|kcp-machine).test.ts',
    variable: 'KCP_FORGED',
    count: 1_000_000,
  },
  {
    row: 'R21 seeds of requests that settle once',
    folder: 'core',
    test: 'test/settle-once.test.ts',
    variable: 'SETTLE_SEEDS',
    count: 10_000,
  },
  {
    row: 'R28 seeds of the whole stack',
    folder: 'client-manager',
    test: 'simulation/simulation.test.ts',
    variable: 'SEEDS',
    count: 5000,
  },
];
const FLAGS = [
  '--experimental-vm-modules',
  '--disable-warning=ExperimentalWarning',
  '--conditions=@net/source',
];
const jest = fileURLToPath(new URL('../../node_modules/jest/bin/jest.js', import.meta.url));
const timeoutMs = 3_600_000;
/** The heading above the first failure in jest's report. */
const FAILED = /● .*/;

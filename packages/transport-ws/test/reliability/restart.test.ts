import { fork } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, describe, expect, it } from '@jest/globals';
import { Scene } from '../support/scene.ts';
import type { Verdict } from './support/restart-program.ts';
import { beforeExit } from './support/server-process.ts';

const scene = new Scene();
afterEach(() => scene.close());

const ROUNDS = 10;
const CLIENTS = 200;
const MEBIBYTE = 1024 * 1024;

describe('two hundred clients whose server is restarted under them', () => {
  it('come back ten times, leave nothing unhandled, and cost no memory', async () => {
    const program = new URL('support/restart-program.ts', import.meta.url);
    const child = fork(program, [String(ROUNDS), String(CLIENTS)], {
      execArgv: [
        '--expose-gc',
        '--conditions=@net/source',
        '--disable-warning=ExperimentalWarning',
      ],
    });
    scene.after(() => child.kill('SIGKILL'));
    const exited = once(child, 'exit');
    const [verdict] = (await beforeExit(child)) as [Verdict];
    expect(verdict.warnings).toEqual([]);
    expect(verdict.codes.filter((code) => !TYPED.has(code))).toEqual([]);
    expect(verdict.made).toBeGreaterThanOrEqual(2 * CLIENTS * (ROUNDS + 1));
    expect(verdict.answered).toBeGreaterThan(0);
    expect(verdict.alive).toBeLessThanOrEqual(verdict.made / 100);
    expect(verdict.lateBytes - verdict.earlyBytes).toBeLessThan(3 * MEBIBYTE);
    expect(await exited).toEqual([0, null]);
  }, 120_000);
});

/** What a client may be told when its server goes away. */
const TYPED: ReadonlySet<string> = new Set([
  'CONNECTION_LOST',
  'CONNECTION_REFUSED',
  'GOING_AWAY',
  'NORMAL',
  'SESSION_CLOSED',
]);

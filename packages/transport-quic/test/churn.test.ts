import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { assertNothingStayed, type ChurnReport } from './support/churn.ts';

describe('connections that come and go', () => {
  // 10,000 of them: node --conditions=@net/source test/support/churn-program.ts 10000
  it('leave nothing behind: 1,000 through one client endpoint', async () => {
    const program = new URL('support/churn-program.ts', import.meta.url).pathname;
    const flags = ['--conditions=@net/source', '--disable-warning=ExperimentalWarning'];
    const { stdout } = await promisify(execFile)(process.execPath, [...flags, program, '1000']);
    const report: ChurnReport = JSON.parse(stdout);
    expect(report.connections).toBe(1000);
    expect(() => assertNothingStayed(report)).not.toThrow();
  }, 120_000);
});

import { ChildProgram } from '@net/apps-shared';
import { afterEach, describe, expect, it } from '@jest/globals';

const MAIN = import.meta.resolve('../src/main.ts');
let program: ChildProgram | undefined;

afterEach(() => program?.kill('SIGKILL'));

describe('failover', () => {
  it('loses no request while each server is ended and started again', async () => {
    program = new ChildProgram(MAIN, ['--rounds', '1', '--concurrency', '8']);
    const { exitCode, stdout, stderr } = await program.ended;
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^0 of [\d,]+ requests lost, [\d,]+ asked again; .* \d+ ms\n$/);
    expect(exitCode).toBe(0);
  }, 60_000);

  it('says what is wrong with its options', async () => {
    program = new ChildProgram(MAIN, ['--rounds', 'many']);
    const { exitCode, stderr } = await program.ended;
    expect(stderr).toContain('--rounds');
    expect(exitCode).toBe(2);
  });
});

import { afterEach, describe, expect, it } from '@jest/globals';
import { ChildProgram } from '../src/child-program.ts';

const programs: ChildProgram[] = [];

afterEach(async () => {
  for (const program of programs.splice(0)) await program[Symbol.asyncDispose]();
});

function start(name: string, argv: readonly string[], signal?: AbortSignal): ChildProgram {
  const program = new ChildProgram(import.meta.resolve(`./programs/${name}.ts`), argv, { signal });
  programs.push(program);
  return program;
}

describe('ChildProgram', () => {
  it('gives its first lines while it runs, whole ones only', async () => {
    const program = start('wait', []);
    expect(await program.firstLines(2)).toEqual(['one', 'two']);
    expect(await program.firstLines(1)).toEqual(['one']);
  });

  it('tells how the program ended and what it printed', async () => {
    const program = start('fail', ['no luck']);
    expect(await program.ended).toEqual({ exitCode: 2, stdout: '', stderr: 'fail: no luck\n' });
  });

  it('fails with what the program said when it ends before its first lines', async () => {
    await expect(start('fail', ['no luck']).firstLines(1)).rejects.toThrow('fail: no luck');
  });

  it('ends the program when the signal aborts', async () => {
    const abort = new AbortController();
    const program = start('wait', [], abort.signal);
    await program.firstLines(1);
    const lines = program.firstLines(9);
    abort.abort(new Error('enough'));
    await expect(lines).rejects.toThrow('enough');
    expect(await program.ended).toMatchObject({ exitCode: null });
  });

  it('ends the program when it is disposed of', async () => {
    const program = start('wait', []);
    await program.firstLines(1);
    await program[Symbol.asyncDispose]();
    expect(await program.ended).toMatchObject({ exitCode: null });
  });
});

import { afterEach, describe, expect, it } from '@jest/globals';
import { ChildProgram } from '../src/child-program.ts';

let program: ChildProgram;

afterEach(() => program[Symbol.asyncDispose]());

describe('runProgram', () => {
  it('prints what is thrown in one line after the name, and exits with its code', async () => {
    program = new ChildProgram(import.meta.resolve('./programs/fail.ts'), ['one\ntwo']);
    expect(await program.ended).toEqual({ exitCode: 2, stdout: '', stderr: 'fail: one two\n' });
  });
});

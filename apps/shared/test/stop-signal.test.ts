import { afterEach, describe, expect, it } from '@jest/globals';
import { ChildProgram } from '../src/child-program.ts';

let program: ChildProgram;

afterEach(() => program[Symbol.asyncDispose]());

async function start(how: string): Promise<void> {
  program = new ChildProgram(import.meta.resolve('./programs/wait.ts'), [how]);
  await program.firstLines(2);
}

describe('stopSignal', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)('lets a program end by itself on %s', async (signal) => {
    await start('gently');
    program.kill(signal);
    expect(await program.ended).toMatchObject({ exitCode: 0, stderr: '' });
  });

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('makes a program that throws its reason exit on %s with %d', async (signal, code) => {
    await start('throw');
    program.kill(signal);
    expect(await program.ended).toMatchObject({ exitCode: code, stderr: '' });
  });

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('ends the program on a second %s with %d', async (signal, code) => {
    await start('stubborn');
    program.kill(signal);
    await program.firstLines(3);
    program.kill(signal);
    expect(await program.ended).toMatchObject({ exitCode: code });
  });
});

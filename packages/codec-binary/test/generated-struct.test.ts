import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { generatedStruct } from '../src/generated-struct.ts';
import { SAMPLE, Sample, writtenTwice } from './sample.ts';
import { encode } from './support.ts';

// Prints what a process writes that has first made sure that it makes no code from text.
const SCRIPT = `
  try {
    Reflect.construct(Function, ['']);
  } catch (error) {
    if (!(error instanceof EvalError)) throw error;
    const { writtenTwice } = await import(${JSON.stringify(import.meta.resolve('./sample.ts'))});
    console.log(writtenTwice());
  }`;

describe('generatedStruct', () => {
  it('writes the bytes that a process without generated code writes', async () => {
    const { stdout } = await promisify(execFile)(process.execPath, [
      '--disallow-code-generation-from-strings',
      '--conditions=@net/source',
      '--input-type=module',
      `--eval=${SCRIPT}`,
    ]);
    expect(stdout.trim()).toBe(writtenTwice());
    expect(stdout.trim()).toBe(encode(Sample, SAMPLE).repeat(2));
  });

  it('gives all values one shape', () => {
    const functions = generatedStruct([]);
    expect(functions).toBeDefined();
    expect(Object.keys(Sample.decode(Buffer.from(encode(Sample, SAMPLE), 'hex')))).toEqual(
      Object.keys(SAMPLE),
    );
  });
});

import { describe, expect, it } from '@jest/globals';
import { rejection } from '@net/testing';
import { tryInChild } from '../../src/node/try-in-child.ts';

describe('tryInChild', () => {
  it('resolves when the program ends well', async () => {
    await tryInChild('process.exit(0)');
  });

  it.each([
    ['failed', 'process.exit(1)'],
    ['ended with SIGABRT', 'process.abort()'],
    ['took longer than 5000 ms', 'setInterval(() => {}, 1000)'],
  ])('says that it %s', async (how, program) => {
    expect(await rejection(tryInChild(program))).toMatchObject({
      message: `an echo over its node:quic ${how}`,
      cause: expect.any(Error),
    });
  });

  it('runs an echo of its own, which fails for want of node:quic and nothing else', async () => {
    const error = await tryInChild().catch((cause: unknown) => cause);
    if (error === undefined) return;
    expect(error).toMatchObject({
      message: expect.stringContaining('an echo over its node:quic'),
      cause: { stderr: expect.stringContaining('No such built-in module: node:quic') },
    });
  });
});

import { describe, expect, it } from '@jest/globals';
import { rejection } from '@net/testing';
import { lookUp } from '../src/look-up.ts';

describe('lookUp', () => {
  it('takes an IP address as it is', async () => {
    expect(await lookUp('192.0.2.7')).toBe('192.0.2.7');
    expect(await lookUp('::1')).toBe('::1');
  });

  it('finds the address of a name', async () => {
    expect(await lookUp('localhost')).toMatch(/^(127\.0\.0\.1|::1)$/);
  });

  it('rejects with the reason of its signal, before and meanwhile', async () => {
    const reason = new Error('called off');
    expect(await rejection(lookUp('localhost', AbortSignal.abort(reason)))).toBe(reason);
    const controller = new AbortController();
    const looking = lookUp('localhost', controller.signal);
    controller.abort(reason);
    expect(await rejection(looking)).toBe(reason);
  });
});

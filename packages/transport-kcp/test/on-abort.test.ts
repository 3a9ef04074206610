import { describe, expect, it } from '@jest/globals';
import { onAbort } from '../src/on-abort.ts';

describe('onAbort', () => {
  it('runs with the reason, at once or when it comes', () => {
    const reasons: unknown[] = [];
    onAbort(AbortSignal.abort('early'), (reason) => reasons.push(reason));
    const controller = new AbortController();
    onAbort(controller.signal, (reason) => reasons.push(reason));
    controller.abort('late');
    expect(reasons).toEqual(['early', 'late']);
  });

  it('runs no more once the watch was stopped', () => {
    const controller = new AbortController();
    const reasons: unknown[] = [];
    onAbort(controller.signal, (reason) => reasons.push(reason))();
    onAbort(undefined, (reason) => reasons.push(reason))();
    controller.abort();
    expect(reasons).toEqual([]);
  });
});

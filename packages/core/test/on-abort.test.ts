import { getEventListeners } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import { onAbort } from '../src/on-abort.ts';

describe('onAbort', () => {
  it('does nothing without a signal', () => {
    const unwatch = onAbort(undefined, () => expect('called').toBe('not called'));
    unwatch();
  });

  it('hands over the reason when the signal is aborted', () => {
    const reasons: unknown[] = [];
    const controller = new AbortController();
    onAbort(controller.signal, (reason) => reasons.push(reason));
    expect(reasons).toEqual([]);
    controller.abort('enough');
    expect(reasons).toEqual(['enough']);
  });

  it('calls at once when the signal has been aborted', () => {
    const reasons: unknown[] = [];
    onAbort(AbortSignal.abort('long ago'), (reason) => reasons.push(reason));
    expect(reasons).toEqual(['long ago']);
  });

  it('leaves nothing on the signal when the wait is over', () => {
    const reasons: unknown[] = [];
    const controller = new AbortController();
    onAbort(controller.signal, (reason) => reasons.push(reason))();
    expect(getEventListeners(controller.signal, 'abort')).toHaveLength(0);
    controller.abort();
    expect(reasons).toEqual([]);
  });
});

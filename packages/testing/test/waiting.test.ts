import { describe, expect, it } from '@jest/globals';
import { rejection, turns, waitFor, waitUntil } from '../src/waiting.ts';

describe('waitUntil', () => {
  it('resolves at once when it is true already', async () => {
    await waitUntil('what is there', () => true, 0);
  });

  it('resolves when it becomes true', async () => {
    let looks = 0;
    await waitUntil('the third look', () => (looks += 1) === 3, 5000);
    expect(looks).toBe(3);
  });

  it('rejects in the end, and says what it waited for', async () => {
    const waiting = waitUntil('rain', () => false, 5);
    await expect(waiting).rejects.toThrow('waited 5 ms for rain');
  });
});

describe('waitFor', () => {
  it('resolves with the promise and rejects with it', async () => {
    await waitFor('a value', Promise.resolve(1), 5000);
    const error = new Error('broken');
    await expect(waitFor('a value', Promise.reject(error), 5000)).rejects.toBe(error);
  });

  it('rejects when the promise is never settled', async () => {
    const never = new Promise(() => {});
    await expect(waitFor('a value', never, 5)).rejects.toThrow('waited 5 ms for a value');
  });
});

describe('turns', () => {
  it('lets what waits for the next turn run', async () => {
    let hasRun = false;
    setImmediate(() => {
      hasRun = true;
    });
    await turns();
    expect(hasRun).toBe(true);
  });
});

describe('rejection', () => {
  it('returns what a promise rejects with', async () => {
    expect(await rejection(Promise.reject(new Error('this')))).toEqual(new Error('this'));
  });

  it('rejects when the promise is fulfilled', async () => {
    await expect(rejection(Promise.resolve())).rejects.toThrow('expected a rejection');
  });
});

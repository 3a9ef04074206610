import { describe, expect, it } from '@jest/globals';
import { Deadline } from '../../src/quiche/deadline.ts';

describe('Deadline', () => {
  it('expires once, and not before its time', async () => {
    const expiry = timed();
    expiry.deadline.set(20);
    expect(await expiry.next).toBeGreaterThanOrEqual(19);
  });

  it('expires at the later time when it was put off', async () => {
    const expiry = timed();
    expiry.deadline.set(5);
    expiry.deadline.set(40);
    expect(await expiry.next).toBeGreaterThanOrEqual(39);
    expect(expiry.count()).toBe(1);
  });

  it('expires at the earlier time when it was brought forward', async () => {
    const expiry = timed();
    expiry.deadline.set(60_000);
    expiry.deadline.set(5);
    expect(await expiry.next).toBeLessThan(50_000);
  });

  it('does not expire once it is cleared', async () => {
    const expiry = timed();
    const other = timed();
    expiry.deadline.set(5);
    expiry.deadline.clear();
    expiry.deadline.set(null);
    other.deadline.set(15);
    await other.next;
    expect(expiry.count()).toBe(0);
  });
});

function timed() {
  const startMs = performance.now();
  let calls = 0;
  let resolve!: (afterMs: number) => void;
  const next = new Promise<number>((done) => (resolve = done));
  const deadline = new Deadline(() => {
    calls += 1;
    resolve(performance.now() - startMs);
  });
  // Deadlines do not keep a process alive, and here nothing else does.
  const alive = setTimeout(() => {}, 10_000);
  void next.then(() => clearTimeout(alive));
  alive.unref();
  return { deadline, next, count: () => calls };
}

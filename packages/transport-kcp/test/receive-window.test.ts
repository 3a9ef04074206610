import { describe, expect, it } from '@jest/globals';
import { ReceiveWindow } from '../src/receive-window.ts';

const DATAGRAM = new Uint8Array([9, 1, 2, 3, 4, 5, 6, 7, 8]);

/** Segment `sn`, whose data is one byte: that of the datagram at `sn + 1`. */
function insert(window: ReceiveWindow, sn: number, frg = 0): boolean {
  return window.insert(sn, frg, DATAGRAM, sn + 1, 1);
}

describe('ReceiveWindow', () => {
  it('has nothing to take at first', () => {
    const window = new ReceiveWindow(0, 4);
    expect([window.take(), window.peekBytes()]).toEqual([undefined, undefined]);
    expect(window).toMatchObject({ next: 0, waiting: 0, ahead: 0, free: 4 });
  });

  it('puts segments in order', () => {
    const window = new ReceiveWindow(0, 4);
    for (const sn of [2, 0, 1]) expect(insert(window, sn)).toBe(true);
    expect(window).toMatchObject({ next: 3, waiting: 3, ahead: 0, free: 1 });
    expect([0, 1, 2].map(() => window.take()?.[0])).toEqual([1, 2, 3]);
  });

  it('refuses what it has, what is old, and what is beyond', () => {
    const window = new ReceiveWindow(0, 4);
    insert(window, 0);
    insert(window, 2);
    expect([0, 2, 5, -1].map((sn) => insert(window, sn))).toEqual([false, false, false, false]);
    expect([window.reaches(4), window.reaches(5), window.reaches(-100)]).toEqual([
      true,
      false,
      true,
    ]);
  });

  it('joins the fragments of a message once all are there', () => {
    const window = new ReceiveWindow(0, 4);
    insert(window, 0, 2);
    insert(window, 1, 1);
    expect([window.peekBytes(), window.take()]).toEqual([undefined, undefined]);
    insert(window, 2, 0);
    expect(window.peekBytes()).toBe(3);
    expect(window.take()).toEqual(new Uint8Array([1, 2, 3]));
  });

  it('ends a message at the first last fragment, and at the latest where its window ends', () => {
    const window = new ReceiveWindow(0, 8);
    insert(window, 0, 1);
    insert(window, 1, 0);
    for (const sn of [2, 3, 4]) insert(window, sn, 2);
    expect(window.take()).toEqual(new Uint8Array([1, 2]));
    expect(window.take()).toEqual(new Uint8Array([3, 4, 5]));
  });

  it('holds back what comes in order while its queue is full', () => {
    const window = new ReceiveWindow(0, 2);
    for (const sn of [0, 1, 2, 3]) insert(window, sn);
    expect(window).toMatchObject({ waiting: 2, ahead: 2, next: 2, free: 0 });
    window.take();
    expect(window).toMatchObject({ waiting: 2, ahead: 1, next: 3 });
  });

  it('keeps its numbers across the wrap', () => {
    const window = new ReceiveWindow(0xfffffffe, 4);
    for (const sn of [0, -1, -2]) window.insert(sn, 0, DATAGRAM, 0, 1);
    expect(window.next).toBe(1);
    expect([0, 1, 2].map(() => window.take()?.length)).toEqual([1, 1, 1]);
  });

  it('takes nothing new once closed, but still knows old segments', () => {
    const window = new ReceiveWindow(0, 4);
    insert(window, 0);
    insert(window, 2);
    window.close();
    expect(window).toMatchObject({ waiting: 0, ahead: 0, free: 0, next: 1 });
    expect([window.reaches(0), window.reaches(1), insert(window, 1)]).toEqual([true, false, false]);
  });
});

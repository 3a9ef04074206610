import { describe, expect, it } from '@jest/globals';
import { SendWindow } from '../src/send-window.ts';

const LAST = 0xfffffffe;

function filled(keepsAcked: boolean, count = 6, firstSn = LAST): SendWindow {
  const window = new SendWindow(firstSn, keepsAcked);
  for (let index = 0; index < count; index += 1) window.push(0, new Uint8Array(10), 0, 10);
  return window;
}

/** Admit so many and mark them as sent at a time each. */
function send(window: SendWindow, limit: number): void {
  window.admit(limit);
  for (let sn = window.una; sn !== window.next; sn = (sn + 1) | 0) {
    window.at(sn).transmissions = 1;
    window.at(sn).ts = 100 + ((sn - LAST) | 0);
  }
}

describe('SendWindow', () => {
  it('is empty at first', () => {
    const window = new SendWindow(0, true);
    expect(window).toMatchObject({ una: 0, next: 0, inFlight: 0, queued: 0, isEmpty: true });
    expect(window.lastQueued()).toBeUndefined();
    expect(window.sent(0)).toBeUndefined();
  });

  it('admits queued segments up to the limit, across the wrap of numbers', () => {
    const window = filled(true);
    expect(window).toMatchObject({ queued: 6, queuedBytes: 60 });
    expect([window.admit(4), window.admit(4)]).toEqual([4, 0]);
    expect(window).toMatchObject({ inFlight: 4, queued: 2, queuedBytes: 20, una: -2, next: 2 });
  });

  it('keeps acknowledged segments until una passes them, as kcp-go', () => {
    const window = filled(true);
    send(window, 4);
    window.acknowledge(LAST | 0);
    expect(window).toMatchObject({ una: -2, inFlight: 4 });
    expect(window.acknowledgeBelow(0)).toBe(2);
    expect(window).toMatchObject({ una: 0, inFlight: 2 });
  });

  it('drops acknowledged segments at once, as ikcp.c', () => {
    const window = filled(false);
    send(window, 4);
    window.acknowledge(-1);
    expect(window).toMatchObject({ una: -2, inFlight: 3 });
    window.acknowledge(-2);
    expect(window).toMatchObject({ una: 0, inFlight: 2 });
    window.acknowledge(1);
    expect(window.acknowledgeBelow(1)).toBe(1);
    expect(window).toMatchObject({ una: 2, inFlight: 0, queued: 2 });
  });

  it('takes no notice of what is not in flight, or twice', () => {
    const window = filled(true);
    send(window, 2);
    for (const sn of [-3, 0, 0, 99]) window.acknowledge(sn);
    expect(window.inFlight).toBe(2);
    expect(window.acknowledgeBelow(-3)).toBe(0);
  });

  it('frees no more than was sent, however far una is', () => {
    const window = filled(true);
    send(window, 2);
    expect(window.acknowledgeBelow(1000)).toBe(2);
    expect(window).toMatchObject({ queued: 4, una: 0 });
  });

  it('counts who was overtaken, but not those sent after the echoed time', () => {
    const window = filled(true);
    send(window, 4);
    window.countFastAcks(1, 101);
    expect([-2, -1, 0].map((sn) => window.at(sn).fastAcks)).toEqual([1, 1, 0]);
    window.countFastAcks(1, undefined);
    expect([-2, -1, 0].map((sn) => window.at(sn).fastAcks)).toEqual([2, 2, 1]);
    expect(window.hasFastAcks).toBe(true);
    window.acknowledgeBelow(1);
    expect(window.hasFastAcks).toBe(false);
  });

  it('remembers a segment that was sent until its place is used again', () => {
    const window = filled(true, 4);
    send(window, 4);
    window.acknowledgeBelow(2);
    expect(window.sent(-1)?.ts).toBe(101);
    for (let count = 0; count < 4; count += 1) window.push(0, new Uint8Array(1), 0, 1);
    expect(window.sent(-1)).toBeUndefined();
  });

  it('grows while segments are in flight and waiting', () => {
    const window = filled(true, 3, 0);
    window.admit(2);
    for (let index = 3; index < 100; index += 1) window.push(index, new Uint8Array(1), 0, 1);
    expect(Array.from({ length: 100 }, (_, sn) => window.at(sn).sn)).toEqual(
      Array.from({ length: 100 }, (_, sn) => sn),
    );
  });

  it('drops everything when cleared, and goes on counting', () => {
    const window = filled(false, 6, 0);
    send(window, 4);
    window.acknowledge(2);
    window.clear();
    expect(window).toMatchObject({ isEmpty: true, inFlight: 0, queuedBytes: 0, next: 6 });
  });
});

import { describe, expect, it } from '@jest/globals';
import { CongestionWindow } from '../src/congestion-window.ts';

describe('CongestionWindow', () => {
  it('is closed until it is opened', () => {
    const window = new CongestionWindow(1000);
    expect(window.segments).toBe(0);
    window.open();
    expect(window).toMatchObject({ segments: 1, bytes: 1000 });
    window.open();
    expect(window.segments).toBe(1);
  });

  it('grows by one below the threshold, then by parts', () => {
    const window = new CongestionWindow(1000);
    window.open();
    window.grow(100);
    expect(window).toMatchObject({ segments: 2, bytes: 2000 });
    window.grow(100);
    expect(window).toMatchObject({ segments: 2, bytes: 2562 });
    window.grow(100);
    expect(window).toMatchObject({ segments: 4, bytes: 3014 });
  });

  it('never grows beyond what the peer has room for', () => {
    const window = new CongestionWindow(1000);
    window.open();
    window.grow(1);
    expect(window.segments).toBe(1);
  });

  it('falls to one after a timeout, to half of the flight after a fast resend', () => {
    const window = new CongestionWindow(1000);
    window.onFastResend(20, 2);
    expect(window).toMatchObject({ threshold: 10, segments: 12, bytes: 12_000 });
    window.onTimeout(12);
    expect(window).toMatchObject({ threshold: 6, segments: 1, bytes: 1000 });
    window.onTimeout(1);
    expect(window.threshold).toBe(2);
  });

  it('wraps as the original does when only early resends are on', () => {
    const window = new CongestionWindow(1000);
    window.onFastResend(20, 0xffffffff);
    expect(window).toMatchObject({ segments: 9, bytes: 9000 });
  });
});

import { describe, expect, it } from '@jest/globals';
import { OverheadGuard } from '../../src/quiche/overhead-guard.ts';

const MEBIBYTE = 1024 * 1024;
const packet = 1350;

describe('OverheadGuard', () => {
  it('has nothing against a peer whose bytes are delivered', () => {
    const guard = new OverheadGuard(4 * MEBIBYTE);
    for (let count = 0; count < 100_000; count += 1) {
      guard.onReceived(packet);
      guard.onDelivered(1300);
    }
    expect(guard.isSpent).toBe(false);
  });

  it('has nothing against a whole window that is not read yet', () => {
    const guard = new OverheadGuard(4 * MEBIBYTE);
    for (let bytes = 0; bytes < 4 * MEBIBYTE; bytes += 1300) guard.onReceived(packet);
    expect(guard.isSpent).toBe(false);
  });

  it('has nothing against acknowledgements of what was sent, or signs of life', () => {
    const guard = new OverheadGuard(MEBIBYTE);
    for (let count = 0; count < 1_000_000; count += 1) {
      guard.onSent(packet);
      guard.onReceived(200);
      guard.onReceived(40);
    }
    expect(guard.isSpent).toBe(false);
  });

  it('has enough of a peer that delivers nothing', () => {
    const guard = new OverheadGuard(MEBIBYTE);
    let bytes = 0;
    for (; !guard.isSpent; bytes += packet) guard.onReceived(packet);
    expect(bytes).toBeGreaterThan(2 * MEBIBYTE);
    expect(bytes).toBeLessThan(3 * MEBIBYTE);
  });

  it('has enough of a peer that has every packet answered in kind', () => {
    const guard = new OverheadGuard(MEBIBYTE);
    let count = 0;
    for (; !guard.isSpent && count < 10_000; count += 1) {
      guard.onReceived(packet);
      guard.onSent(packet);
    }
    expect(count).toBeLessThan(10_000);
  });

  it('does not let a peer save up', () => {
    const guard = new OverheadGuard(MEBIBYTE);
    guard.onDelivered(1000 * MEBIBYTE);
    for (let bytes = 0; bytes < 3 * MEBIBYTE; bytes += packet) guard.onReceived(packet);
    expect(guard.isSpent).toBe(true);
  });
});

import { describe, expect, it } from '@jest/globals';
import { LimitedOutput, SendAllowance } from '../src/send-allowance.ts';

describe('SendAllowance', () => {
  it('lets three times pass of what has come', () => {
    const allowance = new SendAllowance(true);
    expect(allowance.take(1)).toBe(false);
    allowance.onReceived(10);
    expect([allowance.take(20), allowance.take(11), allowance.take(10), allowance.take(1)]).toEqual(
      [true, false, true, false],
    );
  });

  it('lets everything pass once lifted, or without a limit', () => {
    const allowance = new SendAllowance(true);
    allowance.lift();
    expect([allowance.isLimited, allowance.take(1000)]).toEqual([false, true]);
    expect(new SendAllowance(false).take(1000)).toBe(true);
  });
});

describe('LimitedOutput', () => {
  it('drops what is not allowed', () => {
    const sent: number[] = [];
    const block = new Uint8Array(9);
    const output = {
      allocate: () => block,
      transmit: (_: Uint8Array, length: number) => void sent.push(length),
    };
    const allowance = new SendAllowance(true);
    const limited = new LimitedOutput(output, allowance);
    expect(limited.allocate()).toBe(block);
    limited.transmit(block, 5);
    allowance.onReceived(2);
    limited.transmit(block, 6);
    expect(sent).toEqual([6]);
  });
});

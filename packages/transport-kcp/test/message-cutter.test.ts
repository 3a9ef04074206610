import { describe, expect, it } from '@jest/globals';
import { type CutSettings, MessageCutter } from '../src/message-cutter.ts';
import { SendWindow } from '../src/send-window.ts';

function cutter(settings: Partial<CutSettings>): { cutter: MessageCutter; pieces: () => string[] } {
  const window = new SendWindow(0, true);
  const all = { maxFragments: 3, mayBeEmpty: true, isStream: false, ...settings };
  const pieces = (): string[] =>
    Array.from({ length: window.queued }, (_, sn) => {
      const { frg, block, start, length } = window.at(sn);
      return `${frg}:${Buffer.from(block.subarray(start, start + length)).toString()}`;
    });
  return { cutter: new MessageCutter(all, 4, window), pieces };
}

describe('MessageCutter in message mode', () => {
  it('numbers the fragments of a message down to 0', () => {
    const { cutter: cut, pieces } = cutter({});
    expect(cut.push(Buffer.from('abcdefghij'))).toBe(10);
    expect(pieces()).toEqual(['2:abcd', '1:efgh', '0:ij']);
  });

  it('refuses a message of too many fragments, and takes one that just fits', () => {
    const { cutter: cut, pieces } = cutter({});
    expect(cut.push(new Uint8Array(13))).toBe(-1);
    expect(pieces()).toEqual([]);
    expect(cut.push(new Uint8Array(12))).toBe(12);
  });

  it('takes an empty message only where there may be one', () => {
    const { cutter: cut, pieces } = cutter({});
    expect(cut.push(new Uint8Array(0))).toBe(0);
    expect(pieces()).toEqual(['0:']);
    expect(cutter({ mayBeEmpty: false }).cutter.push(new Uint8Array(0))).toBe(-1);
  });

  it('refers to the bytes of the sender', () => {
    const { cutter: cut, pieces } = cutter({});
    const bytes = Buffer.from('abc');
    cut.push(bytes);
    bytes[0] = 0x41;
    expect(pieces()).toEqual(['0:Abc']);
  });
});

describe('MessageCutter in stream mode', () => {
  it('fills up the last queued segment, and leaves the bytes of the senders alone', () => {
    const { cutter: cut, pieces } = cutter({ isStream: true });
    const [one, two] = [Buffer.from('ab'), Buffer.from('cdef')];
    cut.push(one);
    cut.push(two);
    cut.push(Buffer.from('g'));
    expect(pieces()).toEqual(['0:abcd', '0:efg']);
    expect([one.toString(), two.toString()]).toEqual(['ab', 'cdef']);
  });

  it('says how much it has taken of what has too many pieces', () => {
    const { cutter: cut } = cutter({ isStream: true });
    cut.push(Buffer.from('ab'));
    expect(cut.push(new Uint8Array(20))).toBe(2);
    expect(cut.push(new Uint8Array(20))).toBe(-1);
  });

  it('queues nothing for nothing', () => {
    const { cutter: cut, pieces } = cutter({ isStream: true });
    expect(cut.push(new Uint8Array(0))).toBe(0);
    expect(pieces()).toEqual([]);
  });
});

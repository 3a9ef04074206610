import { describe, expect, it } from '@jest/globals';
import { MessageKind } from '@net/core';
import { flagsOfKind, kindOfFlags } from '../src/packet-flags.ts';
import { codeOf } from './wire.ts';

describe('kindOfFlags', () => {
  it('takes a packet without flags for a push when it has no id', () => {
    expect(kindOfFlags(0x00, 0)).toBe(MessageKind.Push);
  });

  it('takes a packet without flags for a request when it has an id', () => {
    expect(kindOfFlags(0x00, 7)).toBe(MessageKind.Request);
  });

  it('tells answers, errors and cancels', () => {
    expect(kindOfFlags(0x01, 7)).toBe(MessageKind.Response);
    expect(kindOfFlags(0x03, 7)).toBe(MessageKind.Failure);
    expect(kindOfFlags(0x04, 7)).toBe(MessageKind.Cancel);
  });

  it('takes a control with an id and without', () => {
    expect(kindOfFlags(0x08, 0)).toBe(MessageKind.Control);
    expect(kindOfFlags(0x08, 7)).toBe(MessageKind.Control);
  });

  it('refuses answers, errors and cancels without an id', () => {
    expect(codesOf([0x01, 0x03, 0x04], 0)).toEqual(Array(3).fill('BAD_PACKET'));
  });

  it('refuses every other combination of known flags', () => {
    const good = new Set([0x00, 0x01, 0x03, 0x04, 0x08]);
    const bad = Array.from({ length: 0x10 }, (_, flags) => flags).filter((f) => !good.has(f));
    expect(bad).toHaveLength(11);
    expect(new Set(codesOf(bad, 7))).toEqual(new Set(['BAD_PACKET']));
  });

  it('refuses every combination with flags of another version', () => {
    const later = Array.from({ length: 0xf0 }, (_, flags) => flags + 0x10);
    expect(new Set(codesOf(later, 7))).toEqual(new Set(['VERSION_UNSUPPORTED']));
  });

  it('names the flag that is not supported', () => {
    expect(() => kindOfFlags(0x11, 7)).toThrow('the flag MORE');
    expect(() => kindOfFlags(0x21, 7)).toThrow('the flag COMPRESSED');
    expect(() => kindOfFlags(0x80, 7)).toThrow('reserved flags');
    expect(() => kindOfFlags(0x40, 7)).toThrow('reserved flags');
  });
});

describe('flagsOfKind', () => {
  it('gives the flags that are read as that kind', () => {
    const kinds = Object.values(MessageKind);
    const ids = kinds.map((kind) => (kind === MessageKind.Push ? 0 : 7));
    expect(kinds.map((kind, index) => kindOfFlags(flagsOfKind(kind), ids[index]!))).toEqual(kinds);
  });
});

function codesOf(flags: readonly number[], opaque: number): string[] {
  return flags.map((each) => codeOf(() => kindOfFlags(each, opaque)));
}

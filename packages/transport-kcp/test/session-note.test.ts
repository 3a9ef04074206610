import { describe, expect, it } from '@jest/globals';
import { isSameToken, NO_TOKEN, readNote, writeNote } from '../src/session-note.ts';

const FROM = new Uint8Array(8).fill(0xaa);
const TO = new Uint8Array(8).fill(0xbb);
const HEX = `406e657403000000${'aa'.repeat(8)}${'bb'.repeat(8)}`;

describe('writeNote', () => {
  it('writes mark, kind and both tokens', () => {
    expect(Buffer.from(writeNote({ kind: 'end', from: FROM, to: TO })).toString('hex')).toBe(HEX);
  });
});

describe('readNote', () => {
  it('reads what was written', () => {
    for (const kind of ['hello', 'welcome', 'end', 'ended', 'abort'] as const) {
      expect(readNote(writeNote({ kind, from: FROM, to: TO }))).toEqual({
        kind,
        from: FROM,
        to: TO,
      });
    }
  });

  it.each([
    ['nothing', ''],
    ['another mark', HEX.replace('406e', '416e')],
    ['an unknown kind', HEX.replace('03000000', '06000000')],
    ['no kind', HEX.replace('03000000', '00000000')],
    ['a byte too few', HEX.slice(2)],
    ['a byte too many', `${HEX}00`],
  ])('refuses %s', (_, hex) => {
    expect(readNote(Buffer.from(hex, 'hex'))).toBeUndefined();
  });
});

describe('isSameToken', () => {
  it('compares every byte, and the lengths', () => {
    expect(isSameToken(FROM, FROM.slice())).toBe(true);
    expect(isSameToken(FROM, TO)).toBe(false);
    expect(isSameToken(NO_TOKEN, new Uint8Array(7))).toBe(false);
    expect(isSameToken(NO_TOKEN, new Uint8Array(9))).toBe(false);
  });
});

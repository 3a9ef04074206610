import { describe, expect, it } from '@jest/globals';
import { convOf, readOpening } from '../src/opening.ts';
import { writeNote } from '../src/session-note.ts';

const note = Buffer.from(
  writeNote({ kind: 'hello', from: new Uint8Array(8).fill(1), to: new Uint8Array(8) }),
).toString('hex');
const PUSH = '01000000510080000000000000000000000000000100000061';
const HELLO = `010000005400800000000000000000000000000018000000${note}`;

describe('readOpening', () => {
  it.each([
    ['data at the beginning of a stream', PUSH, 1],
    [
      'data within the first window',
      PUSH.replace(
        '0000000000000000000000000100',
        '00000000 1f000000 000000000100'.replaceAll(' ', ''),
      ),
      1,
    ],
    ['a greeting of ours', HELLO, 1],
    ['data with an FEC header', `00000000f1001b00${PUSH}`, 1],
    ['two whole segments', PUSH + PUSH, 1],
    [
      'data beyond the first window',
      PUSH.replace('00000000000000000000000001', '00000000200000000000000001'),
      undefined,
    ],
    ['data and then something else', `${PUSH}${PUSH.replace('51', '07')}`, undefined],
    ['segments of two conversations', `${PUSH}02${PUSH.slice(2)}`, undefined],
    ['parity', `03000000f2001b00${PUSH}`, undefined],
    ['an acknowledgement', PUSH.replace('51', '52'), undefined],
    ['a probe', '010000005300800000000000000000000000000000000000', undefined],
    ['an unknown command', PUSH.replace('51', '07'), undefined],
    ['conversation 0', `00${PUSH.slice(2)}`, undefined],
    ['24 zeros', '00'.repeat(24), undefined],
    ['a length beyond the datagram', PUSH.slice(0, -2), undefined],
    ['what acknowledges something', PUSH.replace('000000000100', '010000000100'), undefined],
    ['nothing', '', undefined],
  ])('takes %s', (_, hex, conv) => {
    expect(readOpening(Buffer.from(hex, 'hex'), 32)).toBe(conv);
  });
});

describe('convOf', () => {
  it('finds the conversation, behind an FEC header too', () => {
    expect(convOf(Buffer.from(PUSH, 'hex'))).toBe(1);
    expect(convOf(Buffer.from(`00000000f1001b00${PUSH}`, 'hex'))).toBe(1);
  });

  it('finds none in parity, or in what is too short', () => {
    expect(convOf(Buffer.from(`03000000f2001b00${PUSH}`, 'hex'))).toBeUndefined();
    expect(convOf(Buffer.from(PUSH.slice(0, 46), 'hex'))).toBeUndefined();
  });
});

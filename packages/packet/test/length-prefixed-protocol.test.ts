import { describe, expect, it } from '@jest/globals';
import { MessageKind } from '@net/core';
import { lengthPrefixed } from '../src/index.ts';
import {
  bytesOf,
  codeOf,
  codeOfReceiving,
  encode,
  headerOf,
  hexOf,
  receive,
  trickle,
} from './wire.ts';

describe('lengthPrefixed', () => {
  it('is a 4-byte length and a body when nothing is said', () => {
    expect(hexOf(encode(lengthPrefixed(), 'stream', headerOf(), bytesOf('6869')))).toBe(
      '000000026869',
    );
  });

  it('writes length, command, opaque and body in the order and width that were asked for', () => {
    const header = headerOf({ kind: MessageKind.Request, type: 0x11, id: 0x2233 });
    const written = (options: Options) =>
      hexOf(encode(lengthPrefixed(options), 'stream', header, bytesOf('6869')));
    expect(written({ bytes: 1, command: 1, opaque: 2 })).toBe('051122336869');
    expect(written({ bytes: 2, command: 2, opaque: 4 })).toBe('00080011000022336869');
    expect(written({ bytes: 2, endian: 'little', command: 2, opaque: 2 })).toBe('0600110033226869');
    expect(written({ bytes: 4, includesItself: true, command: 1, opaque: 2 })).toBe(
      '000000091122336869',
    );
    expect(written({ bytes: 'varint', command: 1, opaque: 2, maxBodyBytes: 100 })).toBe(
      '051122336869',
    );
  });

  it('reads a stream that is split at every byte', () => {
    const protocol = lengthPrefixed({ bytes: 2, endian: 'little', command: 1, opaque: 2 });
    const stream = bytesOf('0500 11 3322 6869  0300 12 0000');
    expect(receive(protocol, 'stream', trickle(stream))).toMatchObject([
      { kind: MessageKind.Request, type: 0x11, id: 0x2233 },
      { kind: MessageKind.Push, type: 0x12, id: 0 },
    ]);
  });

  it('refuses a length that is shorter than command and opaque', () => {
    const protocol = lengthPrefixed({ bytes: 1, command: 1, opaque: 4 });
    expect(codeOfReceiving(protocol, 'stream', '04')).toBe('FRAME_LENGTH_MISMATCH');
    expect(codeOfReceiving(protocol, 'stream', '05')).toBe('nothing thrown');
  });

  it('has no length where the connection keeps boundaries', () => {
    const protocol = lengthPrefixed({ command: 2 });
    expect(hexOf(encode(protocol, 'datagram', headerOf({ type: 1 }), bytesOf('61')))).toBe(
      '000161',
    );
    expect(protocol.createFramer('message')).toBeUndefined();
  });

  it('limits a body to 1 MiB, or to what the length can say', () => {
    expect(codesAround({ bytes: 4 }, 1024 * 1024)).toEqual(AT_THE_LIMIT);
    expect(codesAround({ bytes: 'varint' }, 1024 * 1024)).toEqual(AT_THE_LIMIT);
    expect(codesAround({ bytes: 2 }, 65_535)).toEqual(AT_THE_LIMIT);
    expect(codesAround({ bytes: 1 }, 255)).toEqual(AT_THE_LIMIT);
    expect(codesAround({ bytes: 1, command: 4, opaque: 4 }, 247)).toEqual(AT_THE_LIMIT);
    expect(codesAround({ bytes: 1, includesItself: true, command: 1 }, 253)).toEqual(AT_THE_LIMIT);
    expect(codesAround({ bytes: 4, maxBodyBytes: 7 }, 7)).toEqual(AT_THE_LIMIT);
  });

  it('takes false for all that the length can say', () => {
    expect(
      codeOfReceiving(lengthPrefixed({ bytes: 4, maxBodyBytes: false }), 'stream', 'ffffffff'),
    ).toBe('nothing thrown');
    expect(
      codeOfReceiving(
        lengthPrefixed({ bytes: 'varint', maxBodyBytes: false }),
        'stream',
        'ffffffff0f',
      ),
    ).toBe('nothing thrown');
    expect(
      codeOfReceiving(
        lengthPrefixed({ bytes: 1, includesItself: true, maxBodyBytes: false }),
        'stream',
        'ff',
      ),
    ).toBe('nothing thrown');
  });

  it('refuses options that are none', () => {
    const wrong = [
      { bytes: 3 },
      { bytes: '4' },
      { endian: 'middle' },
      { command: 3 },
      { opaque: 1 },
      { includesItself: 1 },
      { bytes: 'varint', includesItself: true },
      { maxBodyBytes: 0 },
      { maxBodyBytes: Number.NaN },
      { bytes: 1, maxBodyBytes: 256 },
      { bytes: 1, command: 1, maxBodyBytes: 255 },
    ] as Options[];
    expect(wrong.filter((options) => codeOf(() => lengthPrefixed(options)) !== REFUSED)).toEqual(
      [],
    );
  });

  it('names the option and its choices', () => {
    expect(() => lengthPrefixed({ bytes: 3 } as unknown as Options)).toThrow(
      'bytes is one of 1, 2, 4, varint, got 3',
    );
  });

  it('has requests when it has an opaque', () => {
    expect(lengthPrefixed().name).toBe('length-prefixed');
    expect(lengthPrefixed().packets.features).toEqual({
      correlation: false,
      control: false,
      maxType: 0,
    });
    expect(lengthPrefixed({ command: 2, opaque: 4 }).packets.features).toEqual({
      correlation: true,
      control: false,
      maxType: 65_535,
    });
  });
});

/** What becomes of a body of `bytes` and of one byte more. */
function codesAround(options: Options, bytes: number): string[] {
  const protocol = lengthPrefixed(options);
  return [bytes, bytes + 1].map((length) =>
    codeOf(() => encode(protocol, 'stream', headerOf(), new Uint8Array(length))),
  );
}

type Options = NonNullable<Parameters<typeof lengthPrefixed>[0]>;

const AT_THE_LIMIT = ['nothing thrown', 'MESSAGE_TOO_LARGE'];
const REFUSED = 'INVALID_OPTION';

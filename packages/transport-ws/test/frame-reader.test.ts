import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Opcode } from '../src/frame.ts';
import { FrameReader } from '../src/frame-reader.ts';
import { FrameViolation } from '../src/frame-violation.ts';
import { FrameWriter } from '../src/frame-writer.ts';
import { heldBytesEach } from './support/held-memory.ts';
import {
  bytesOf,
  LIMITS,
  readAll,
  readByClient,
  readByServer,
  takeFrom,
} from './support/reading.ts';
import { masked } from './support/raw-peer.ts';
import { StubSocket } from './support/stub-socket.ts';

/** A server's reader with limits of its own. */
function readerOf(limits: Partial<typeof LIMITS> = {}): FrameReader {
  return new FrameReader({ ...LIMITS, ...limits }, true);
}

function violation(status: number, message?: string) {
  return expect.objectContaining(message === undefined ? { status } : { status, message });
}

describe('FrameReader', () => {
  it('reads nothing of nothing', () => {
    const reader = readerOf();
    expect(reader.next()).toBe(false);
    expect(readAll(reader, bytesOf(''))).toEqual([]);
    expect(reader.length).toBe(0);
  });

  // The examples of RFC 6455, section 5.7.
  it('reads unmasked frames where a server sends them', () => {
    expect(readByClient('81 05 48656c6c6f')).toEqual(['text: 48656c6c6f']);
    expect(readByClient('01 03 48656c 80 02 6c6f')).toEqual(['text: 48656c6c6f']);
    expect(readByClient('89 05 48656c6c6f')).toEqual(['ping: 48656c6c6f']);
    expect(readByClient('82 7e 0100', '00'.repeat(256))).toEqual([`binary: ${'00'.repeat(256)}`]);
    const large = '00'.repeat(65_536);
    expect(readByClient('82 7f 0000000000010000', large)[0] === `binary: ${large}`).toBe(true);
  });

  it('reads masked frames where a client sends them', () => {
    expect(readByServer('81 85 37fa213d 7f9f4d5158')).toEqual(['text: 48656c6c6f']);
    expect(readByServer('8a 85 37fa213d 7f9f4d5158')).toEqual(['pong: 48656c6c6f']);
    expect(readByServer('82 81 00000000 61')).toEqual(['binary: 61']);
  });

  it('reads empty messages and control frames', () => {
    expect(readByServer('82 80 01020304 81 80 01020304 89 80 01020304')).toEqual([
      'binary: ',
      'text: ',
      'ping: ',
    ]);
  });

  it('reads frames wherever the bytes were cut', () => {
    const bytes = bytesOf(
      masked('82', 'a message') +
        masked('01', 'frag') +
        masked('89', 'ping') +
        masked('80', 'ments') +
        masked('82', Buffer.alloc(126, 7)) +
        masked('88', Buffer.from('03e8', 'hex')),
    );
    const whole = readAll(readerOf(), Buffer.from(bytes));
    expect(whole).toHaveLength(5);
    for (let cut = 0; cut <= bytes.length; cut += 1) {
      // Copies, since payloads are unmasked where they lie.
      const chunks = [bytes.subarray(0, cut), bytes.subarray(cut)].map((part) => Buffer.from(part));
      expect(readAll(readerOf(), ...chunks)).toEqual(whole);
    }
    const single = [...bytes].map((byte) => Buffer.of(byte));
    expect(readAll(readerOf(), ...single)).toEqual(whole);
  });

  it('reads what FrameWriter writes, in chunks of any size', async () => {
    const messages = fc.array(fc.uint8Array({ maxLength: 70_000, size: 'max' }), { maxLength: 4 });
    const cuts = fc.array(fc.nat({ max: 40_000 }), { maxLength: 20 });
    const property = fc.asyncProperty(
      messages,
      cuts,
      fc.boolean(),
      async (sent, sizes, isMasked) => {
        const written = await writtenBy(isMasked, sent);
        const read: Uint8Array[] = [];
        const reader = new FrameReader(LIMITS, isMasked);
        for (const chunk of cut(written, sizes)) {
          reader.push(chunk);
          while (reader.next()) read.push(takeFrom(reader));
          reader.trim();
        }
        expect(read.map(({ length }) => length)).toEqual(sent.map(({ length }) => length));
        expect(Buffer.compare(Buffer.concat(read), Buffer.concat(sent))).toBe(0);
      },
    );
    await fc.assert(property, { numRuns: 40 });
  });

  it('hands over a view of the chunk, unmasked in place', () => {
    const reader = readerOf();
    const chunk = new Uint8Array(bytesOf(masked('82', 'first') + masked('82', 'second')));
    reader.push(chunk);
    for (const text of ['first', 'second']) {
      expect(reader.next()).toBe(true);
      const message = takeFrom(reader);
      expect(message.buffer).toBe(chunk.buffer);
      expect(message.toString()).toBe(text);
    }
  });

  it('keeps no more of a chunk than the unfinished frame in it', async () => {
    const message = bytesOf(masked('82', Buffer.alloc(65_000)));
    const begun = bytesOf(masked('82', 'x')).subarray(0, 5);
    const each = await heldBytesEach(500, () => {
      const reader = readerOf();
      expect(readAll(reader, new Uint8Array(Buffer.concat([message, begun])))).toHaveLength(1);
      expect(reader.length).toBe(5);
      return reader;
    });
    expect(each).toBeLessThan(4096);
  });
});

describe('FrameReader and fragments', () => {
  it('joins them, the empty ones too, whatever controls come between', () => {
    const controls = masked('89', '1') + masked('8a', '2');
    const frames = [
      masked('02', ''),
      masked('00', 'a'),
      controls,
      masked('00', ''),
      masked('80', 'b'),
    ];
    const expected = ['ping: 31', 'pong: 32', 'binary: 6162'];
    expect(readByServer(...frames)).toEqual(expected);
    expect(readByServer(frames.join(''))).toEqual(expected);
  });

  it('joins a message of none but empty ones', () => {
    expect(readByServer(masked('02', ''), masked('80', ''))).toEqual(['binary: ']);
  });

  it('begins anew behind each message', () => {
    const message = masked('01', 'a') + masked('80', 'b');
    expect(readByServer(message + masked('82', 'c') + message)).toEqual([
      'text: 6162',
      'binary: 63',
      'text: 6162',
    ]);
  });

  it.each([
    ['a continuation of nothing', masked('80', 'a')],
    ['a fragment that continues nothing', masked('00', 'a')],
    ['a continuation behind a whole message', masked('82', 'a') + masked('80', 'b')],
    ['a whole message inside another', masked('02', 'a') + masked('82', 'b')],
    ['another beginning', masked('01', 'a') + masked('01', 'b')],
    ['a close that is a fragment', masked('08', Buffer.from('03e8', 'hex'))],
    ['a ping that is a fragment', masked('09', 'a')],
    ['a pong that is a fragment', masked('0a', 'a')],
  ])('refuses %s', (_, frames) => {
    expect(() => readByServer(frames)).toThrow(violation(1002));
  });

  it('takes as many as it may, and refuses one more at its header', () => {
    const rest = [masked('00', 'b'), masked('80', 'c')];
    expect(
      readAll(readerOf({ maxFragments: 3 }), bytesOf(masked('02', 'a') + rest.join(''))),
    ).toEqual(['binary: 616263']);
    const begun = masked('02', 'a') + masked('00', 'b') + masked('00', 'b');
    expect(() => readAll(readerOf({ maxFragments: 3 }), bytesOf(`${begun} 00 80`))).toThrow(
      violation(1008, 'a message comes in more than 3 frames'),
    );
  });

  it('bounds their sum at the header of the one that is too much', () => {
    const reader = readerOf({ maxPayload: 125 });
    expect(
      readAll(reader, bytesOf(masked('02', 'x'.repeat(100)) + masked('00', 'x'.repeat(25)))),
    ).toEqual([]);
    expect(() => readAll(reader, bytesOf('80 81'))).toThrow(
      violation(1009, 'a message of 126 bytes is over the limit of 125'),
    );
  });
});

describe('FrameReader and lengths', () => {
  it('takes a message at the limit', () => {
    const reader = readerOf({ maxPayload: 126 });
    expect(readAll(reader, bytesOf(masked('82', Buffer.alloc(126))))).toHaveLength(1);
  });

  it.each([
    ['127 bytes', '82 fe 007f', 127],
    ['65,536 bytes', '82 ff 0000000000010000', 65_536],
    ['4 GiB', '82 ff 0000000100000000', 4_294_967_296],
    ['2^62 bytes', '82 ff 4000000000000000', 2 ** 62],
  ])('refuses a message of %s before its mask, let alone its bytes', (_, header, length) => {
    expect(() => readAll(readerOf({ maxPayload: 126 }), bytesOf(header))).toThrow(
      violation(1009, `a message of ${length} bytes is over the limit of 126`),
    );
  });

  it.each([
    ['of 2^63', '82 ff 8000000000000000'],
    ['of 125 in two bytes', '82 fe 007d'],
    ['of 65,535 in eight bytes', '82 ff 000000000000ffff'],
    ['of a ping of 126 bytes', '89 fe'],
    ['of a close of 2^16 bytes', '88 ff'],
  ])('refuses a length %s', (_, header) => {
    expect(() => readByServer(header)).toThrow(violation(1002));
  });

  it('allocates nothing for what is announced', () => {
    const header = bytesOf('82 ff 0000000040000000 01020304');
    const readers = Array.from({ length: 1000 }, () => readerOf({ maxPayload: 2 ** 31 - 1 }));
    const before = process.memoryUsage().arrayBuffers;
    for (const reader of readers) readAll(reader, Buffer.from(header), Buffer.alloc(1));
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(4 * 1024 * 1024);
  });

  it('takes a frame in as many chunks as it may, and in no more', () => {
    const frame = [...bytesOf(masked('82', 'ab'))].map((byte) => Buffer.of(byte));
    expect(readAll(readerOf({ maxBufferedChunks: 8 }), ...frame)).toEqual(['binary: 6162']);
    expect(() => readAll(readerOf({ maxBufferedChunks: 4 }), ...frame)).toThrow(
      violation(1008, 'a frame comes in more than 4 chunks'),
    );
  });

  it('counts the chunks of each frame apart', () => {
    const reader = readerOf({ maxBufferedChunks: 3 });
    const frames = bytesOf(masked('82', 'ab').repeat(20));
    const chunks = cut(
      frames,
      Array.from({ length: 31 }, () => 5),
    );
    expect(readAll(reader, ...chunks)).toHaveLength(20);
  });
});

describe('FrameReader and masks, reserved bits and opcodes', () => {
  it('refuses what a client has not masked, and what a server has', () => {
    expect(() => readByServer('82 01')).toThrow(violation(1002, 'a client has not masked'));
    expect(() => readByClient('82 81')).toThrow(violation(1002, 'a server has masked'));
  });

  it.each(['c2', 'a2', '92', 'f2', 'c9'])('refuses the reserved bits of %s', (first) => {
    expect(() => readByServer(`${first} 80`)).toThrow(violation(1002, 'a reserved bit is set'));
  });

  it.each([3, 4, 5, 6, 7, 11, 12, 13, 14, 15])('refuses opcode %i', (opcode) => {
    const first = (0x80 | opcode).toString(16);
    expect(() => readByServer(`${first} 80`)).toThrow(
      violation(1002, `there is no opcode ${opcode}`),
    );
  });

  it('hands over what came before a violation', () => {
    const reader = readerOf();
    reader.push(bytesOf(`${masked('82', 'a')} 83 80`));
    expect(reader.next()).toBe(true);
    expect(takeFrom(reader).toString()).toBe('a');
    expect(() => reader.next()).toThrow(violation(1002));
  });

  it('throws nothing but violations, whatever comes', () => {
    const chunks = fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 20 });
    fc.assert(
      fc.property(chunks, fc.boolean(), (input, isMasked) => {
        const reader = new FrameReader({ ...LIMITS, maxPayload: 1000 }, isMasked);
        expect(outcomeOf(reader, input)).toBe('fine');
      }),
    );
  });
});

describe('FrameReader and text', () => {
  // U+2603, a snowman.
  it('takes a character that is cut between fragments', () => {
    const frames = [
      ['01', 'e2'],
      ['00', '98'],
      ['80', '83'],
    ].map(([first = '', byte = '']) => masked(first, Buffer.from(byte, 'hex')));
    expect(readByServer(...frames)).toEqual(['text: e29883']);
  });

  it.each([
    ['a byte that there is not', 'ff'],
    ['a continuation byte alone', '80'],
    ['half a character', 'e298'],
    ['an overlong slash', 'c0af'],
    ['a surrogate', 'eda080'],
    ['a character beyond U+10FFFF', 'f4908080'],
  ])('refuses %s, in one frame and in fragments', (_, hex) => {
    const bytes = Buffer.from(hex, 'hex');
    expect(() => readByServer(masked('81', bytes))).toThrow(violation(1007));
    expect(() => readByServer(masked('01', 'ok'), masked('80', bytes))).toThrow(violation(1007));
  });

  it('takes anything as binary, and in pings', () => {
    const bytes = Buffer.from('ff', 'hex');
    expect(readByServer(masked('82', bytes), masked('89', bytes))).toEqual([
      'binary: ff',
      'ping: ff',
    ]);
  });
});

describe('FrameReader and the close frame', () => {
  it('says what it holds, and reads nothing behind it', () => {
    const reader = readerOf();
    const close = masked('88', Buffer.concat([Buffer.from('0fa0', 'hex'), Buffer.from('bye')]));
    expect(readAll(reader, bytesOf(close + masked('82', 'late')), bytesOf('ff ff'))).toEqual([
      'close: ',
    ]);
    expect(reader.closeStatus).toEqual({ status: 4000, reason: 'bye' });
    expect(reader.length).toBe(2);
  });

  it('takes one without a status', () => {
    const reader = readerOf();
    expect(readAll(reader, bytesOf(masked('88', '')))).toEqual(['close: ']);
    expect(reader.closeStatus).toEqual({ status: 1005, reason: '' });
  });

  it('comes through in the midst of a message', () => {
    const frames = [masked('02', 'a'), masked('88', Buffer.from('03e9', 'hex'))];
    expect(readByServer(...frames)).toEqual(['close: ']);
  });

  it('refuses a wrong status, and a reason that is not UTF-8', () => {
    expect(() => readByServer(masked('88', Buffer.from('03', 'hex')))).toThrow(violation(1002));
    expect(() => readByServer(masked('88', Buffer.from('03ee', 'hex')))).toThrow(violation(1002));
    expect(() => readByServer(masked('88', Buffer.from('03e8ff', 'hex')))).toThrow(violation(1007));
  });
});

function outcomeOf(reader: FrameReader, input: readonly Uint8Array[]): string {
  try {
    readAll(reader, ...input);
    return 'fine';
  } catch (error) {
    return error instanceof FrameViolation ? 'fine' : String(error);
  }
}

async function writtenBy(isMasked: boolean, messages: readonly Uint8Array[]): Promise<Buffer> {
  const socket = new StubSocket();
  const writer = new FrameWriter(socket, { opcode: Opcode.binary, isMasked, onDrain() {} });
  // Copies: what is written is masked where it lies.
  for (const message of messages) writer.write(new Uint8Array(message));
  await new Promise((resolve) => setImmediate(resolve));
  socket.destroy();
  return Buffer.from(socket.writes.join(''), 'hex');
}

/** Chunks of those sizes, and the rest. */
function cut(bytes: Buffer, sizes: readonly number[]): Uint8Array[] {
  let at = 0;
  const ends = sizes.map((size) => (at += size));
  return [0, ...ends].map((start, index) => new Uint8Array(bytes.subarray(start, ends[index])));
}

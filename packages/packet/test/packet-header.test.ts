import { describe, expect, it } from '@jest/globals';
import { ByteWriter } from '@net/core';
import type { MessageHeader } from '@net/core/extend';
import { beginPacket, checkPacket, endPacket, takeBody, peekOpaque } from '../src/packet-header.ts';
import { bytesOf, codeOf, headerOf, hexOf, queueOf } from './wire.ts';

describe('checkPacket', () => {
  it('refuses every length but its own', () => {
    const lengths = ['00000003', '00000005', '00000000', '80000004', 'ffffffff'];
    const codes = lengths.map((length) =>
      codeOf(() => check(`00000001 01 0000 0000000000000000 ${length} 6563686f`, 100)),
    );
    expect(codes).toEqual(Array(5).fill('FRAME_LENGTH_MISMATCH'));
  });

  it('names both lengths when they differ', () => {
    expect(() => check('00000001 01 0000 0000000000000000 ffffffff 6563686f', 100)).toThrow(
      'a packet with 4 bytes of body says that it has 4294967295',
    );
  });

  it('refuses a packet that is shorter than the header', () => {
    const packet = '00000001010000000000000000000000000000';
    const codes = Array.from({ length: 19 }, (_, length) =>
      codeOf(() => check(packet.slice(0, 2 * length), 100)),
    );
    expect(codes).toEqual(Array(19).fill('FRAME_LENGTH_MISMATCH'));
    expect(codeOf(() => check(packet, 100))).toBe('nothing thrown');
  });

  it('refuses a body over the limit', () => {
    const packet = '00000001 01 0000 0000000000000000 00000004 6563686f';
    expect(codeOf(() => check(packet, 3))).toBe('FRAME_TOO_LARGE');
    expect(codeOf(() => check(packet, 4))).toBe('nothing thrown');
  });
});

describe('takeBody', () => {
  it('takes the packet and returns a view of what stands behind the header', () => {
    const chunk = bytesOf('00000001 01 0000 0000000000000000 00000004 6563686f ffff');
    const input = queueOf(chunk);
    const body = takeBody(input, 23);
    expect(hexOf(body)).toBe('6563686f');
    expect(body.buffer).toBe(chunk.buffer);
    expect(input.length).toBe(2);
  });

  it('returns a plain Uint8Array though the bytes came in a Buffer', () => {
    const chunk = Buffer.from('0000000101000000000000000000000000000161', 'hex');
    expect(Object.getPrototypeOf(takeBody(queueOf(chunk), 20))).toBe(Uint8Array.prototype);
  });
});

describe('peekOpaque', () => {
  it('reads an id without a sign', () => {
    expect(peekOpaque(queueOf(bytesOf('80000000')))).toBe(0x80000000);
    expect(peekOpaque(queueOf(bytesOf('fffffffe')))).toBe(0xfffffffe);
  });

  it('takes -1, which old peers write for no id, as 0', () => {
    expect(peekOpaque(queueOf(bytesOf('ffffffff')))).toBe(0);
  });
});

describe('beginPacket', () => {
  it('writes id, low bits of the type, version and extension', () => {
    const out = new ByteWriter();
    const header = headerOf({ id: 0x01020304, type: 0xa1b2c3d4, version: 0x0506 });
    expect(beginPacket(out, header, 0x0708090a, 0x0b0c0d0e)).toBe(0);
    expect(hexOf(out.take().subarray(0, 15))).toBe('01020304d405060708090a0b0c0d0e');
  });

  it('writes a version of 0 when none is set', () => {
    expect(begun({})).toBe('00000000000000');
  });

  it('writes the lowest and the highest version', () => {
    expect(begun({ version: -0x8000 })).toBe('00000000008000');
    expect(begun({ version: -1 })).toBe('0000000000ffff');
    expect(begun({ version: 0x7fff })).toBe('00000000007fff');
  });

  it('refuses a version that is not a whole number of 16 bits', () => {
    expect(() => begun({ version: 0x8000 })).toThrow(TypeError);
    expect(() => begun({ version: -0x8001 })).toThrow(TypeError);
    expect(() => begun({ version: 0.5 })).toThrow('from -32768 to 32767, got 0.5');
    expect(() => begun({ version: Number.NaN })).toThrow(TypeError);
  });
});

describe('endPacket', () => {
  it('fills in the length of the body', () => {
    const out = new ByteWriter();
    out.writeUint8(0x55);
    beginPacket(out, headerOf(), 0, 0);
    out.writeUtf8('hi');
    endPacket(out, 1, 100);
    expect(hexOf(out.take().subarray(1 + 15))).toBe('000000026869');
  });

  it('refuses a body over the limit', () => {
    const out = new ByteWriter();
    beginPacket(out, headerOf(), 0, 0);
    out.writeUtf8('hi');
    expect(codeOf(() => endPacket(out, 0, 2))).toBe('nothing thrown');
    expect(() => endPacket(out, 0, 1)).toThrow('a body of 2 bytes is over the limit of 1');
  });

  it('writes the longest length of 32 bits without a sign', () => {
    const out = new PretendedWriter();
    beginPacket(out, headerOf(), 0, 0);
    out.pretended = 19 + 2 ** 32 - 1;
    endPacket(out, 0, 2 ** 32 - 1);
    expect(hexOf(out.take().subarray(15))).toBe('ffffffff');
  });
});

function check(hex: string, maxBodyBytes: number): void {
  const packet = bytesOf(hex);
  checkPacket(queueOf(packet), packet.length, maxBodyBytes);
}

/** The first seven bytes. */
function begun(fields: Partial<MessageHeader>): string {
  const out = new ByteWriter();
  beginPacket(out, headerOf(fields), 0, 0);
  return hexOf(out.take().subarray(0, 7));
}

/** Says that it has more bytes than memory could hold. */
class PretendedWriter extends ByteWriter {
  pretended: number | undefined;

  override get length(): number {
    return this.pretended ?? super.length;
  }
}

import { describe, expect, it } from '@jest/globals';
import { destinationId, idKey, isLongHeader } from '../../src/quiche/packet-id.ts';

describe('destinationId', () => {
  it('is nothing for a packet that is too short', () => {
    expect(destinationId(Buffer.alloc(0))).toBeUndefined();
    expect(destinationId(Buffer.alloc(20, 0x40))).toBeUndefined();
  });

  it('is the 20 bytes after the first of a short header', () => {
    const id = '000102030405060708090a0b0c0d0e0f10111213';
    expect(destinationId(hex(`40 ${id}`))).toBe(idKey(hex(id)));
    expect(destinationId(hex(`40 ${id} ffff`))).toBe(idKey(hex(id)));
  });

  it('is as long as a long header says', () => {
    const rest = '00'.repeat(20);
    expect(destinationId(hex(`c0 00000001 04 deadbeef ${rest}`))).toBe(idKey(hex('deadbeef')));
    expect(destinationId(hex(`c0 00000001 00 ${rest}`))).toBe('');
  });

  it('is nothing when a long header says more than there is, or than QUIC allows', () => {
    expect(destinationId(hex(`c0 00000001 14 ${'ab'.repeat(20)}`))).toBeUndefined();
    expect(destinationId(hex(`c0 00000001 15 ${'ab'.repeat(40)}`))).toBeUndefined();
    expect(destinationId(hex(`c0 00000001 ff ${'ab'.repeat(40)}`))).toBeUndefined();
  });
});

describe('isLongHeader', () => {
  it('looks at the first bit', () => {
    expect(isLongHeader(hex('80'))).toBe(true);
    expect(isLongHeader(hex('7f'))).toBe(false);
    expect(isLongHeader(Buffer.alloc(0))).toBe(false);
  });
});

function hex(text: string): Buffer {
  return Buffer.from(text.replaceAll(' ', ''), 'hex');
}

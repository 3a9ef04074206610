import { describe, expect, it } from '@jest/globals';
import { frameBarePackets, framePackets } from '../src/packet-framers.ts';
import { bytesOf, codeOf, framesOf, hexOf } from './wire.ts';

describe('framePackets', () => {
  it('cuts what the length says, which does not count itself', () => {
    const frames = framesOf(framePackets(4), [bytesOf(`00000017 ${PACKET} 0000`)]);
    expect(frames.map(hexOf)).toEqual([PACKET.replaceAll(' ', '')]);
  });

  it('refuses every length that is shorter than the header', () => {
    const codes = Array.from({ length: 19 }, (_, length) =>
      codeOf(() => framesOf(framePackets(4), [Uint8Array.of(0, 0, 0, length)])),
    );
    expect(codes).toEqual(Array(19).fill('FRAME_LENGTH_MISMATCH'));
  });

  it('refuses a length that leaves more body than the limit', () => {
    expect(codeOf(() => framesOf(framePackets(4), [bytesOf('00000017')]))).toBe('nothing thrown');
    expect(codeOf(() => framesOf(framePackets(4), [bytesOf('00000018')]))).toBe('FRAME_TOO_LARGE');
  });
});

describe('frameBarePackets', () => {
  it('cuts header and body', () => {
    const frames = framesOf(frameBarePackets(4), [bytesOf(`${PACKET} 0000`)]);
    expect(frames.map(hexOf)).toEqual([PACKET.replaceAll(' ', '')]);
  });

  it('refuses a length over the limit on the last byte of the header', () => {
    const header = bytesOf('00000001 01 0000 0000000000000000 00000005');
    const frames = () => framesOf(frameBarePackets(4), [header]);
    expect(codeOf(frames)).toBe('FRAME_TOO_LARGE');
    expect(framesOf(frameBarePackets(4), [header.subarray(0, 18)])).toEqual([]);
  });
});

const PACKET = '00000001 01 0000 0000000000000000 00000004 6563686f';

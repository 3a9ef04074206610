import { describe, it } from '@jest/globals';
import { framerContract, packetFormatContract } from '@net/testing';
import { Delimited } from '../src/delimited.ts';
import { gonet, lengthPrefixed, lines, packets, turbo } from '../src/index.ts';
import { type LengthPrefix, LengthPrefixed } from '../src/length-prefixed.ts';
import { frameBarePackets, framePackets } from '../src/packet-framers.ts';
import { VarintPrefixed } from '../src/varint-prefixed.ts';
import { bytesOf, encode, headerOf } from './wire.ts';

const BARE = turbo({ lengthPrefix: false });
const LINE_FEED = 0x0a;

describe('LengthPrefixed of one byte', () => {
  framerContract(it, () => prefixed({ bytes: 1, maxFrameBytes: 100 }), {
    maxPayload: 100,
    tooLong: bytesOf('65'),
  });
});

describe('LengthPrefixed of two bytes, little-endian, that counts itself', () => {
  const prefix = { bytes: 2, littleEndian: true, includesItself: true } as const;
  framerContract(it, () => prefixed({ ...prefix, maxFrameBytes: 30_000 }), {
    maxPayload: 30_000,
    tooLong: bytesOf('3375'),
  });
});

describe('LengthPrefixed of four bytes', () => {
  framerContract(it, () => prefixed({ bytes: 4, maxFrameBytes: 1024 * 1024 }), {
    maxPayload: 1024 * 1024,
    tooLong: bytesOf('00100001'),
  });
});

describe('VarintPrefixed', () => {
  framerContract(it, () => new VarintPrefixed(0, 100_000), {
    maxPayload: 100_000,
    tooLong: bytesOf('a18d06'),
  });
});

describe('Delimited', () => {
  framerContract(it, () => new Delimited(LINE_FEED, 30_000), {
    maxPayload: 30_000,
    tooLong: new Uint8Array(30_001).fill(0x61),
    payload: (length, seed) => new Uint8Array(length).fill(0x61 + (seed % 26)),
  });
});

describe('framePackets', () => {
  framerContract(it, () => framePackets(30_000), {
    minPayload: 19,
    maxPayload: 30_019,
    tooLong: bytesOf('00007544'),
  });
});

describe('frameBarePackets', () => {
  framerContract(it, () => frameBarePackets(30_000), {
    minPayload: 19,
    maxPayload: 30_019,
    tooLong: bytesOf('00000001 01 0000 0000000000000000 00007531'),
    payload: (length, seed) =>
      encode(BARE, 'stream', headerOf({ id: seed }), new Uint8Array(length - 19).fill(seed)),
  });
});

describe('the format of packets', () => {
  packetFormatContract(it, packets().packets, { maxBody: 1024 * 1024 });
});

describe('the format of turbo', () => {
  packetFormatContract(it, turbo().packets, { maxBody: 32_749 });
});

describe('the format of turbo without the length prefix', () => {
  packetFormatContract(it, BARE.packets, { maxBody: 2 * 1024 * 1024 });
});

describe('the format of gonet', () => {
  packetFormatContract(it, gonet().packets, { maxBody: 65_531 });
});

describe('the format of gonet without the length prefix', () => {
  packetFormatContract(it, gonet({ lengthPrefix: false }).packets);
});

describe('the format of lines', () => {
  packetFormatContract(it, lines().packets, { maxBody: 65_536 });
});

describe('the format of lengthPrefixed', () => {
  packetFormatContract(it, lengthPrefixed({ command: 4, opaque: 4 }).packets, {
    maxBody: 1024 * 1024,
  });
});

describe('the format of lengthPrefixed with small fields', () => {
  const protocol = lengthPrefixed({ bytes: 2, endian: 'little', command: 1, opaque: 2 });
  packetFormatContract(it, protocol.packets, { maxBody: 65_532, maxId: 0xffff });
});

function prefixed(prefix: Pick<LengthPrefix, 'bytes' | 'maxFrameBytes'> & Partial<LengthPrefix>) {
  return new LengthPrefixed({
    littleEndian: false,
    includesItself: false,
    minFrameBytes: 0,
    ...prefix,
  });
}

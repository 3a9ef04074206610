import { describe, expect, it } from '@jest/globals';
import { fecSequenceOf, fecTypeOf, sequenceEnd, writeFecHeader } from '../src/fec-header.ts';

describe('fec-header', () => {
  it('tells packets with the header from bare segments', () => {
    expect(typeOf('00000000f1000200')).toBe('data');
    expect(typeOf('ffffffff f20000000000')).toBe('parity');
    expect(typeOf('ffffffff f300060001020304')).toBe('out-of-band');
    expect(typeOf('01020304 5100 8000 00000000')).toBeUndefined();
    expect(typeOf('00000000 f1010200')).toBeUndefined();
    expect(typeOf('00000000 f4000200')).toBeUndefined();
  });

  it('takes nothing that is too short for a header', () => {
    expect(typeOf('')).toBeUndefined();
    expect(typeOf('00000000f1')).toBeUndefined();
    expect(typeOf('00000000f10002')).toBeUndefined();
  });

  it('reads the sequence id as a number without sign', () => {
    expect(fecSequenceOf(Buffer.from('01020384f100', 'hex'))).toBe(0x84030201);
  });

  it('writes sequence id and type in little-endian, where it is told', () => {
    const packet = Buffer.alloc(8, 0xee);
    writeFecHeader(packet, 1, 'data', 0x84030201);
    expect(packet.toString('hex')).toBe('ee01020384f100ee');
    writeFecHeader(packet, 0, 'parity', 5);
    expect(packet.toString('hex')).toBe('05000000f20000ee');
  });

  it('lets sequence ids end with a whole group', () => {
    expect(sequenceEnd(5)).toBe(4294967295);
    expect(sequenceEnd(13)).toBe(4294967287);
    expect(sequenceEnd(256)).toBe(4294967040);
  });
});

function typeOf(hex: string) {
  return fecTypeOf(Buffer.from(hex.replaceAll(' ', ''), 'hex'));
}

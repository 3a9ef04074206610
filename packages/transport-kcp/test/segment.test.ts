import { describe, expect, it } from '@jest/globals';
import {
  Command,
  readInt32,
  SEGMENT_HEADER_BYTES,
  SegmentHeader,
  writeInt32,
} from '../src/segment.ts';

// conv 0x11223344, cmd 81, frg 1, wnd 0x0102, ts -2, sn 7, una 5, len 3
const HEX = '4433221151010201feffffff070000000500000003000000';

describe('SegmentHeader', () => {
  it('writes its fields little-endian', () => {
    const header = new SegmentHeader();
    const fields = {
      conv: 0x11223344,
      cmd: Command.PUSH,
      frg: 1,
      wnd: 0x0102,
      ts: -2,
      sn: 7,
      una: 5,
      len: 3,
    };
    Object.assign(header, fields);
    const bytes = new Uint8Array(SEGMENT_HEADER_BYTES + 2);
    header.write(bytes, 1);
    expect(Buffer.from(bytes).toString('hex')).toBe(`00${HEX}00`);
  });

  it('reads what was written', () => {
    const header = new SegmentHeader();
    header.read(Buffer.from(`00${HEX}`, 'hex'), 1);
    expect(header).toMatchObject({
      conv: 0x11223344,
      cmd: 81,
      frg: 1,
      wnd: 0x0102,
      ts: -2,
      sn: 7,
      una: 5,
      len: 3,
    });
  });

  it('holds a length of 2^31 or more as a negative one', () => {
    const header = new SegmentHeader();
    header.read(Buffer.from(`${HEX.slice(0, 40)}00000080`, 'hex'), 0);
    expect(header.len).toBeLessThan(0);
  });
});

describe('writeInt32', () => {
  it('takes signed and unsigned numbers alike', () => {
    const bytes = new Uint8Array(8);
    writeInt32(bytes, 0, -1);
    writeInt32(bytes, 4, 0xfffffffe);
    expect(Buffer.from(bytes).toString('hex')).toBe('fffffffffeffffff');
    expect(readInt32(bytes, 4)).toBe(-2);
  });
});

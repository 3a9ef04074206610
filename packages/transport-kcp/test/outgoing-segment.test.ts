import { describe, expect, it } from '@jest/globals';
import { OutgoingSegment } from '../src/outgoing-segment.ts';

describe('OutgoingSegment', () => {
  it('keeps nothing of its former use', () => {
    const segment = new OutgoingSegment();
    Object.assign(segment, { transmissions: 3, fastAcks: 2, isAcked: true, isTimed: true });
    const block = new Uint8Array(10);
    segment.reset(7, 1, block, 2, 5);
    expect(segment).toMatchObject({ sn: 7, frg: 1, block, start: 2, length: 5 });
    expect(segment).toMatchObject({
      transmissions: 0,
      fastAcks: 0,
      isAcked: false,
      isTimed: false,
    });
  });

  it('lets go of the data of its sender', () => {
    const segment = new OutgoingSegment();
    segment.reset(0, 0, new Uint8Array(10), 0, 10);
    segment.release();
    expect(segment.block).toHaveLength(0);
  });
});

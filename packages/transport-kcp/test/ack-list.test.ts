import { describe, expect, it } from '@jest/globals';
import { AckList } from '../src/ack-list.ts';

describe('AckList', () => {
  it('keeps numbers and times in order, as many as there are', () => {
    const list = new AckList();
    for (let sn = 0; sn < 100; sn += 1) list.push(sn, -sn);
    expect(list.length).toBe(100);
    expect([list.sn(0), list.ts(99), list.sn(99)]).toEqual([0, -99, 99]);
  });

  it('forgets them', () => {
    const list = new AckList();
    list.push(1, 2);
    list.trim();
    expect([list.length, list.sn(0)]).toEqual([1, 1]);
    list.clear();
    list.trim();
    list.push(3, 4);
    expect([list.length, list.sn(0), list.ts(0)]).toEqual([1, 3, 4]);
  });
});

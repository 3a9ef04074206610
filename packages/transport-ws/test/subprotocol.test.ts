import { describe, expect, it } from '@jest/globals';
import { offered, selected } from '../src/subprotocol.ts';

describe('offered', () => {
  it('has net.batch first', () => {
    expect(offered({ batch: true, others: ['a', 'b'] })).toEqual(['net.batch', 'a', 'b']);
    expect(offered({ batch: false, others: ['a'] })).toEqual(['a']);
  });
});

describe('selected', () => {
  it.each([
    ['its own favourite', ['b', 'net.batch', 'a'], true, ['a'], 'net.batch'],
    ['what both know', ['b', 'a'], true, ['a', 'b'], 'a'],
    ['nothing that it does not know', ['b'], true, ['a'], false],
    ['no batch where that is off', ['net.batch'], false, [], false],
    ['nothing when nothing is offered', [], true, ['a'], false],
  ])('picks %s', (_, theirs, batch, others, expected) => {
    expect(selected({ batch, others }, new Set(theirs))).toBe(expected);
  });
});

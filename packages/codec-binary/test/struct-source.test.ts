import { describe, expect, it } from '@jest/globals';
import { fixedCoder } from '../src/field.ts';
import { partsOf } from '../src/struct-parts.ts';
import { StructSource } from '../src/struct-source.ts';

const put = (): void => {};
const get = (): number => 0;

describe('StructSource', () => {
  const inline = { fits: 'v === 1', put: 'out.setUint8(at, 1)' };
  const members = [
    { name: 'plain', coder: fixedCoder(2, { put, get }) },
    { name: '"]', coder: fixedCoder(1, { put, get, inline }) },
  ];
  const source = new StructSource(partsOf(members));

  it('has names as literals only', () => {
    expect(source.text).toContain('value["plain"]');
    expect(source.text).toContain('value["\\"]"]');
    expect(source.text).not.toContain('value[""');
  });

  it('makes room once, and puts what it can without a call', () => {
    expect(source.text.match(/out\.reserve\(3\)/g)).toHaveLength(1);
    expect(source.text).toContain('if (v === 1) { out.setUint8(at, 1); } else write1(v, out, at);');
  });

  it('lists what it calls by the place of the member', () => {
    expect(source.writers).toEqual([put, put]);
    expect(source.readers).toEqual([get, get]);
  });
});

import { describe, expect, it } from '@jest/globals';
import {
  bitString,
  bool,
  integer,
  octetString,
  oid,
  sequence,
  set,
  tagged,
  utcTime,
  utf8,
} from '../src/der.ts';

describe('sequence', () => {
  it('holds elements in their order', () => {
    expect(sequence().toString('hex')).toBe('3000');
    expect(sequence(bool(true), bool(false)).toString('hex')).toBe('30060101ff010100');
  });

  it.each([
    [0x7f, '047f'],
    [0x80, '048180'],
    [0xff, '0481ff'],
    [0x100, '04820100'],
    [0xffff, '0482ffff'],
    [0x10000, '0483010000'],
  ])('has a length of as few bytes as %i needs', (length, head) => {
    const element = octetString(Buffer.alloc(length));
    expect(element.subarray(0, head.length / 2).toString('hex')).toBe(head);
    expect(element.length).toBe(head.length / 2 + length);
  });
});

describe('set', () => {
  it('holds an element', () => {
    expect(set(bool(true)).toString('hex')).toBe('31030101ff');
  });
});

describe('tagged', () => {
  it('tells elements from bytes', () => {
    expect(tagged(3, true, bool(true)).toString('hex')).toBe('a3030101ff');
    expect(tagged(2, false, Buffer.from('a')).toString('hex')).toBe('820161');
  });
});

describe('integer', () => {
  it('is never negative', () => {
    expect(integer(Buffer.of(0x7f)).toString('hex')).toBe('02017f');
    expect(integer(Buffer.of(0x80)).toString('hex')).toBe('02020080');
  });
});

describe('bitString', () => {
  it('says that no bits are left over', () => {
    expect(bitString(Buffer.of(0xab)).toString('hex')).toBe('030200ab');
  });
});

describe('utf8', () => {
  it('counts bytes, not letters', () => {
    expect(utf8('é').toString('hex')).toBe('0c02c3a9');
  });
});

describe('utcTime', () => {
  it('has two digits of the year, and no fractions', () => {
    const time = utcTime(new Date('2026-03-04T05:06:07.890Z'));
    expect(time.toString('latin1')).toBe('\x17\x0d260304050607Z');
  });
});

describe('oid', () => {
  it('puts two numbers into the first byte and the others into seven bits a byte', () => {
    expect(oid('2.5.4.3').toString('hex')).toBe('0603550403');
    // ecdsa-with-SHA256, RFC 5758 section 3.2.
    expect(oid('1.2.840.10045.4.3.2').toString('hex')).toBe('06082a8648ce3d040302');
  });
});

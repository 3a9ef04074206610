import { describe, expect, it } from '@jest/globals';
import { findHost } from '../src/server-name.ts';

const hosts = new Map([
  ['a.example', 'exact'],
  ['*.example', 'wildcard'],
  ['*.deep.example', 'deeper wildcard'],
]);

describe('findHost', () => {
  it('prefers the exact name', () => {
    expect(findHost(hosts, 'a.example')).toBe('exact');
  });

  it('falls back to the wildcard of one label', () => {
    expect(findHost(hosts, 'b.example')).toBe('wildcard');
    expect(findHost(hosts, 'x.deep.example')).toBe('deeper wildcard');
  });

  it('does not match a wildcard with no label or with two', () => {
    expect(findHost(hosts, 'example')).toBeUndefined();
    expect(findHost(hosts, '.example')).toBeUndefined();
    expect(findHost(hosts, 'x.y.example')).toBeUndefined();
  });

  it('ignores case', () => {
    expect(findHost(hosts, 'A.Example')).toBe('exact');
  });

  it('finds nothing for the empty name', () => {
    expect(findHost(hosts, '')).toBeUndefined();
  });

  it.each([
    ['NUL', 'a.example\0.evil'],
    ['255 bytes', 'x'.repeat(255)],
    ['dots', '.'.repeat(255)],
    ['a wide full stop', 'a\u3002example'],
    ['a lone surrogate', '\ud800.nowhere'],
    ['the prototype', '__proto__'],
    ['a method', 'constructor'],
    ['a pattern', '(.*)+$'],
  ])('finds nothing for a name with %s', (_, name) => {
    expect(findHost(hosts, name)).toBeUndefined();
  });
});

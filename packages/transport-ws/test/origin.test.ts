import { describe, expect, it } from '@jest/globals';
import { checkOrigins, isOriginAllowed } from '../src/origin.ts';

describe('isOriginAllowed', () => {
  it('lets requests in that come from no page', () => {
    expect(isOriginAllowed(undefined, 'a.example', undefined)).toBe(true);
    expect(isOriginAllowed(undefined, undefined, new Set())).toBe(true);
  });

  it.each([
    ['http://a.example', 'a.example'],
    ['https://a.example', 'a.example'],
    ['http://A.EXAMPLE', 'a.example'],
    ['http://a.example:8080', 'A.example:8080'],
    ['http://a.example', 'a.example:80'],
    ['https://a.example', 'a.example:443'],
    ['http://[::1]:9000', '[::1]:9000'],
  ])('lets %s in at %s', (origin, host) => {
    expect(isOriginAllowed(origin, host, undefined)).toBe(true);
  });

  it.each([
    ['http://evil.example', 'a.example'],
    ['http://a.example.evil.example', 'a.example'],
    ['http://a.example:81', 'a.example'],
    ['http://a.example', 'a.example:81'],
    ['http://a.example', undefined],
    ['null', 'a.example'],
    ['', 'a.example'],
    ['a.example', 'a.example'],
    ['http://a.example, http://evil.example', 'a.example'],
    ['http://evil.example', 'evil.example/@a.example'],
    ['http://a.example', 'user@a.example'],
    ['file:///page', ''],
    ['__proto__', '__proto__'],
  ])('refuses %j at %j', (origin, host) => {
    expect(isOriginAllowed(origin, host, undefined)).toBe(false);
  });

  it('lets in those on the list and no others, not even of the same host', () => {
    const allowed = checkOrigins(['https://a.example', 'http://B.example:81']);
    expect(isOriginAllowed('https://A.example', 'other', allowed)).toBe(true);
    expect(isOriginAllowed('http://b.example:81', 'other', allowed)).toBe(true);
    expect(isOriginAllowed('http://a.example', 'a.example', allowed)).toBe(false);
  });

  it('lets everybody in where there is no check', () => {
    expect(isOriginAllowed('null', 'a.example', false)).toBe(true);
  });
});

describe('checkOrigins', () => {
  it.each([
    ['https://a.example/'],
    ['a.example'],
    ['https://a.example:443'],
    ['https://*.example/x'],
    [''],
    [5],
  ])('refuses %j', (origin) => {
    expect(() => checkOrigins([origin as string])).toThrow(
      expect.objectContaining({ code: 'INVALID_OPTION' }),
    );
  });
});

import { describe, expect, it } from '@jest/globals';
import { clientAddress, parseProxies, plainAddress } from '../src/client-address.ts';

const trusted = parseProxies(['10.0.0.0/8', '192.0.2.1', 'fd00::/8']);

describe('clientAddress', () => {
  it.each([
    ['the peer where there is no header', '10.0.0.1', undefined, '10.0.0.1'],
    ['the peer where that is no proxy', '198.51.100.7', '203.0.113.9', '198.51.100.7'],
    ['what the proxy says', '10.0.0.1', '203.0.113.9', '203.0.113.9'],
    ['what the last proxy says', '10.0.0.1', '6.6.6.6, 203.0.113.9', '203.0.113.9'],
    ['past trusted proxies', '10.0.0.1', '203.0.113.9, 192.0.2.1,10.1.1.1', '203.0.113.9'],
    ['the farthest proxy', '10.0.0.1', '10.0.0.3, 10.0.0.2', '10.0.0.3'],
    ['IPv6', 'fd00::1', '2001:db8::5', '2001:db8::5'],
    ['IPv4 in IPv6', '::ffff:10.0.0.1', '::ffff:203.0.113.9', '203.0.113.9'],
  ])('is %s', (_, peer, header, expected) => {
    expect(clientAddress(peer, header, trusted)).toBe(expected);
  });

  it.each([
    '',
    ',',
    'unknown',
    '203.0.113.9,',
    '203.0.113.9:4711',
    '203.0.113.9, junk',
    'fe80::1%eth0',
    '1.2.3',
    '\u0000',
    '__proto__',
    '::ffff:999.1.1.1',
  ])('ignores %j as a whole', (header) => {
    expect(clientAddress('10.0.0.1', header, trusted)).toBe('10.0.0.1');
  });

  it('is not fooled by what stands left of an untrusted hop', () => {
    const header = `junk, 127.0.0.1, ${'x'.repeat(5000)}, 203.0.113.9`;
    expect(clientAddress('10.0.0.1', header, trusted)).toBe('203.0.113.9');
  });
});

describe('parseProxies', () => {
  it.each(['', 'proxy.example', '10.0.0.0/33', '10.0.0.0/8/8', '10.0.0.0/', 'fd00::/129', '10/8'])(
    'refuses %j',
    (proxy) => {
      expect(() => parseProxies([proxy])).toThrow(
        expect.objectContaining({ code: 'INVALID_OPTION' }),
      );
    },
  );
});

describe('plainAddress', () => {
  it('writes IPv4 as IPv4', () => {
    expect(plainAddress('::ffff:127.0.0.1')).toBe('127.0.0.1');
    expect(plainAddress('::1')).toBe('::1');
  });
});

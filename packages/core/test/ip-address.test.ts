import { describe, expect, it } from '@jest/globals';
import { addressKey, isLoopback, withoutMapping } from '../src/ip-address.ts';

describe('withoutMapping', () => {
  it.each([
    ['192.0.2.1', '192.0.2.1'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['::ffff:c000:201', '192.0.2.1'],
    ['::ffff:0:1', '0.0.0.1'],
    ['2001:db8::ffff:192', '2001:db8::ffff:192'],
  ])('makes %s %s', (address, plain) => {
    expect(withoutMapping(address)).toBe(plain);
  });
});

describe('isLoopback', () => {
  it.each([
    ['127.0.0.1', true],
    ['127.255.0.9', true],
    ['::1', true],
    ['::ffff:127.0.0.1', true],
    ['::ffff:7f00:1', true],
    ['128.0.0.1', false],
    ['::2', false],
    ['fe80::1%eth0', false],
  ])('says of %s: %s', (address, expected) => {
    expect(isLoopback(address)).toBe(expected);
  });
});

describe('addressKey', () => {
  it.each([
    '127.0.0.1',
    '::1',
    '::ffff:127.0.0.1',
    'tcp://127.0.0.9:1',
    'tcp://[::1]:1',
    'unix:///run/net.sock',
    'tcp://nowhere',
  ])('exempts %s', (remote) => {
    expect(addressKey(remote)).toBeUndefined();
  });

  it.each([
    ['192.0.2.1', '192.0.2.1'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
    ['2001:db8:0:1:ffff::', '2001:db8:0:1'],
    ['2001:db8::1:0:0:0:1', '2001:db8:0:1'],
    ['2001:db8::2', '2001:db8:0:0'],
    ['fe80::1%eth0', 'fe80:0:0:0'],
    ['::2', '0:0:0:0'],
    ['::', '0:0:0:0'],
    ['tcp://192.0.2.1:5000', '192.0.2.1'],
    ['ws://192.0.2.1:80/path', '192.0.2.1'],
    ['kcp://[::ffff:192.0.2.1]:1', '192.0.2.1'],
    ['my-h2.x://[2001:db8:0:1::1]:1', '2001:db8:0:1'],
  ])('counts %s as %s', (remote, key) => {
    expect(addressKey(remote)).toBe(key);
  });
});

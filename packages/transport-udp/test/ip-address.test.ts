import { describe, expect, it } from '@jest/globals';
import { addressGroup, manyReceiversName, withoutMapping } from '../src/ip-address.ts';

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

describe('addressGroup', () => {
  it.each(['127.0.0.1', '127.255.0.9', '::1', '::ffff:127.0.0.1'])('exempts %s', (address) => {
    expect(addressGroup(address)).toBeUndefined();
  });

  it.each([
    ['192.0.2.1', '192.0.2.1'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['2001:db8:0:1::1', '2001:db8:0:1'],
    ['2001:db8:0:1:ffff::', '2001:db8:0:1'],
    ['2001:db8::1:0:0:0:1', '2001:db8:0:1'],
    ['2001:db8::2', '2001:db8:0:0'],
    ['fe80::1%eth0', 'fe80:0:0:0'],
    ['::2', '0:0:0:0'],
  ])('counts %s as %s', (address, group) => {
    expect(addressGroup(address)).toBe(group);
  });
});

describe('manyReceiversName', () => {
  it.each([
    ['224.0.0.1', 'a multicast address'],
    ['239.255.255.255', 'a multicast address'],
    ['::ffff:e000:1', 'a multicast address'],
    ['ff02::1', 'a multicast address'],
    ['FF02::1', 'a multicast address'],
    ['255.255.255.255', 'the broadcast address'],
  ])('knows %s for %s', (address, name) => {
    expect(manyReceiversName(address)).toBe(name);
  });

  it.each(['223.255.255.255', '240.0.0.1', '192.0.2.255', '0.0.0.0', '::', 'fe80::ff02'])(
    'lets %s be',
    (address) => {
      expect(manyReceiversName(address)).toBeUndefined();
    },
  );
});

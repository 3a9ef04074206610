import { describe, expect, it } from '@jest/globals';
import { manyReceiversName } from '../src/many-receivers.ts';

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

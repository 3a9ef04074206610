import { withoutMapping } from '@net/core/extend';

/** What an address is called that stands for many receivers. Nothing for one receiver's. */
export function manyReceiversName(address: string): string | undefined {
  const plain = withoutMapping(address.toLowerCase());
  if (plain === '255.255.255.255') return 'the broadcast address';
  const isMulticast = plain.includes(':') ? MULTICAST_IPV6.test(plain) : isMulticastIpv4(plain);
  return isMulticast ? 'a multicast address' : undefined;
}

/** 224.0.0.0/4 (RFC 5771). */
function isMulticastIpv4(address: string): boolean {
  const first = Number.parseInt(address, 10);
  return first >= 224 && first <= 239;
}

/** ff00::/8 (RFC 4291, section 2.7). */
const MULTICAST_IPV6 = /^ff[0-9a-f]{2}:/;

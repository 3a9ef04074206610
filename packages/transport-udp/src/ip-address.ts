/**
 * `::ffff:192.0.2.1`, as a socket for both families writes an IPv4 peer, or `::ffff:c000:201`, as a
 * URL does, becomes `192.0.2.1`.
 */
export function withoutMapping(address: string): string {
  if (!address.startsWith(MAPPED_IPV4)) return address;
  const rest = address.slice(MAPPED_IPV4.length);
  const halves = MAPPED_HALVES.exec(rest);
  if (halves === null) return rest;
  const [high, low] = [Number.parseInt(halves[1] ?? '', 16), Number.parseInt(halves[2] ?? '', 16)];
  return `${high >> 8}.${high & 255}.${low >> 8}.${low & 255}`;
}

/**
 * What the bounds for one address count together: an IPv4 address, or the first 64 bits of an IPv6
 * one, since whoever has one of those has them all. Nothing for loopback, which is exempt.
 */
export function addressGroup(address: string): string | undefined {
  const plain = withoutMapping(address);
  if (plain === '::1' || plain.startsWith('127.')) return undefined;
  return plain.includes(':') ? networkOf(plain) : plain;
}

/** What an address is called that stands for many receivers. Nothing for one receiver's. */
export function manyReceiversName(address: string): string | undefined {
  const plain = withoutMapping(address.toLowerCase());
  if (plain === '255.255.255.255') return 'the broadcast address';
  const isMulticast = plain.includes(':') ? MULTICAST_IPV6.test(plain) : isMulticastIpv4(plain);
  return isMulticast ? 'a multicast address' : undefined;
}

function networkOf(address: string): string {
  const [head = '', tail] = (address.split('%', 1)[0] ?? '').split('::');
  const groups = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = Array.from({ length: Math.max(0, 8 - groups.length - after.length) }, () => '0');
  return [...groups, ...zeros, ...after].slice(0, 4).join(':');
}

/** 224.0.0.0/4 (RFC 5771). */
function isMulticastIpv4(address: string): boolean {
  const first = Number.parseInt(address, 10);
  return first >= 224 && first <= 239;
}

const MAPPED_IPV4 = '::ffff:';
const MAPPED_HALVES = /^([0-9a-f]{1,4}):([0-9a-f]{1,4})$/;
/** ff00::/8 (RFC 4291, section 2.7). */
const MULTICAST_IPV6 = /^ff[0-9a-f]{2}:/;

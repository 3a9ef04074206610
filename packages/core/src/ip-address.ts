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

/** Whether an IP address is of this machine and leads nowhere else. */
export function isLoopback(address: string): boolean {
  const plain = withoutMapping(address);
  return plain === '::1' || plain.startsWith('127.');
}

/**
 * What the bounds for one address count together: an IPv4 address, or the first 64 bits of an IPv6
 * one, since whoever has one of those has them all. Nothing for peers that are exempt: those on this
 * machine, and those without a host and port.
 *
 * @param remote an IP address, or an address such as `tcp://203.0.113.7:5000`.
 */
export function addressKey(remote: string): string | undefined {
  const address = remote.includes('://') ? hostOf(remote) : remote;
  if (address === undefined || isLoopback(address)) return undefined;
  const plain = withoutMapping(address);
  return plain.includes(':') ? networkOf(plain) : plain;
}

function hostOf(remote: string): string | undefined {
  const host = HOST.exec(remote);
  return host?.[1] ?? host?.[2];
}

function networkOf(address: string): string {
  const [head = '', tail] = (address.split('%', 1)[0] ?? '').split('::');
  const groups = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = Array.from({ length: Math.max(0, 8 - groups.length - after.length) }, () => '0');
  return [...groups, ...zeros, ...after].slice(0, 4).join(':');
}

const MAPPED_IPV4 = '::ffff:';
const MAPPED_HALVES = /^([0-9a-f]{1,4}):([0-9a-f]{1,4})$/;
const HOST = /^[a-z][a-z0-9+.-]*:\/\/(?:\[([^\]]+)\]|([^/:]+)):\d+/;

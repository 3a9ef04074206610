/** Whether `address` is of this machine. */
export function isLoopback(address: string): boolean {
  const plain = withoutMapping(address);
  return plain === '::1' || plain.startsWith('127.');
}

/**
 * What the bounds for one address count together: an IPv4 address, or the first 64 bits of an IPv6
 * one, since whoever has one of those has them all. Nothing for loopback, which is exempt.
 */
export function networkOf(address: string): string | undefined {
  if (isLoopback(address)) return undefined;
  const plain = withoutMapping(address);
  if (!plain.includes(':')) return plain;
  const [head = '', tail] = plain.replace(/%.*/, '').split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = Array.from({ length: Math.max(0, 8 - before.length - after.length) }, () => '0');
  return [...before, ...zeros, ...after].slice(0, 4).join(':');
}

/** An IPv4 peer of a socket for both families is `::ffff:192.0.2.1`. */
function withoutMapping(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/, '');
}

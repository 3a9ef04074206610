import { BlockList, isIP } from 'node:net';
import { optionError } from './check-option.ts';

/**
 * The address of the client behind trusted proxies. Each proxy adds whom it has the request from to
 * the end of `X-Forwarded-For`, so that is read from the right for as long as a proxy is trusted:
 * what stands further left anyone may have written.
 *
 * @param peer the address of the far end of the socket.
 * @param forwardedFor the header, ignored as a whole when one of the entries read is no address.
 */
export function clientAddress(
  peer: string,
  forwardedFor: string | undefined,
  trusted: BlockList,
): string {
  let client = plainAddress(peer);
  const hops = forwardedFor?.split(',') ?? [];
  while (hops.length > 0 && isTrusted(client, trusted)) {
    client = plainAddress(hops.pop()!.trim());
    if (!isAddress(client)) return plainAddress(peer);
  }
  return client;
}

/** @throws NetError `INVALID_OPTION` */
export function parseProxies(proxies: readonly string[]): BlockList {
  if (!Array.isArray(proxies)) throw optionError('trustedProxies', 'is a list of addresses');
  const trusted = new BlockList();
  for (const proxy of proxies as readonly unknown[]) {
    try {
      addProxy(trusted, String(proxy));
    } catch (cause) {
      const problem = `has ${JSON.stringify(proxy)}, which is neither an address nor a CIDR range`;
      throw optionError('trustedProxies', problem, { cause });
    }
  }
  return trusted;
}

/** How a socket that listens on both families writes its IPv4 peers is undone. */
export function plainAddress(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/i, '');
}

function addProxy(trusted: BlockList, proxy: string): void {
  const [address = '', prefix, ...rest] = proxy.split('/');
  if (rest.length > 0 || (prefix !== undefined && !/^\d{1,3}$/.test(prefix))) {
    throw new TypeError('a CIDR range is an address, a slash and a number');
  }
  if (prefix === undefined) trusted.addAddress(address, familyOf(address));
  else trusted.addSubnet(address, Number(prefix), familyOf(address));
}

function isTrusted(address: string, trusted: BlockList): boolean {
  return isAddress(address) && trusted.check(address, familyOf(address));
}

/** Not with a zone, `fe80::1%eth0`: that says something only on its own machine. */
function isAddress(text: string): boolean {
  return isIP(text) !== 0 && !text.includes('%');
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIP(address) === 6 ? 'ipv6' : 'ipv4';
}

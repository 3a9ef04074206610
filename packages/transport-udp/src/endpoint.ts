import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { NetError } from '@net/core';
import { parseAddress, withoutMapping } from '@net/core/extend';
import { manyReceiversName } from './many-receivers.ts';

/** An IP address and a port. */
export interface Endpoint {
  readonly ip: string;
  readonly family: 4 | 6;
  readonly port: number;
}

/**
 * Where `address` leads. A name is looked up, and the first of its addresses counts.
 *
 * @throws NetError `BAD_ADDRESS`, of multicast and broadcast addresses too; what the lookup throws.
 */
export async function resolveEndpoint(address: string): Promise<Endpoint> {
  const { host, port } = parseAddress(address, 'udp');
  const found = isIP(host) === 0 ? (await lookup(host)).address : host;
  const ip = withoutMapping(found);
  const name = manyReceiversName(ip);
  if (name === undefined) return { ip, family: isIP(ip) === 6 ? 6 : 4, port };
  const why = `${ip} is ${name}, and a session has one peer`;
  throw new NetError('BAD_ADDRESS', `${address} cannot be used: ${why}`);
}

/** The same for a dial: where nobody can be is refused, and "any address" means this machine. */
export async function resolvePeer(address: string): Promise<Endpoint> {
  const endpoint = await resolveEndpoint(address);
  if (endpoint.port === 0) {
    throw new NetError('BAD_ADDRESS', `${address} cannot be dialled: 0 is no port of anyone`);
  }
  return { ...endpoint, ip: LOOPBACK.get(endpoint.ip) ?? endpoint.ip };
}

const LOOPBACK: ReadonlyMap<string, string> = new Map([
  ['0.0.0.0', '127.0.0.1'],
  ['::', '::1'],
]);

import type { Socket } from 'node:net';
import { formatAddress } from '@net/core/extend';
import type { Endpoint } from './endpoint.ts';

/** A socket that is connected and, for `tls://`, has shaken hands. */
export interface ConnectedSocket {
  readonly socket: Socket;
  readonly ends: Ends;
  /** Whether it can be ended by a reset: plain TCP can. */
  readonly canReset: boolean;
}

/** The addresses of the two ends of a connection. No two open connections have the same. */
export interface Ends {
  readonly local: string;
  readonly remote: string;
}

/** `socket` with what is known of it, or `undefined`, and destroyed, when the peer has left already. */
export function connectedSocket(socket: Socket, endpoint: Endpoint): ConnectedSocket | undefined {
  const ends = endsOf(socket, endpoint);
  if (ends !== undefined && !socket.destroyed) {
    return { socket, ends, canReset: endpoint.scheme === 'tcp' };
  }
  socket.destroy();
  return undefined;
}

/** The dialling end of a Unix socket has no name, so both ends have the path's. */
function endsOf(socket: Socket, endpoint: Endpoint): Ends | undefined {
  if (endpoint.scheme === 'unix') {
    const address = `unix://${endpoint.path}`;
    return { local: address, remote: address };
  }
  const { localAddress, localPort, remoteAddress, remotePort } = socket;
  const local = hostAddress(endpoint.scheme, localAddress, localPort);
  const remote = hostAddress(endpoint.scheme, remoteAddress, remotePort);
  return local === undefined || remote === undefined ? undefined : { local, remote };
}

function hostAddress(scheme: string, host?: string, port?: number): string | undefined {
  if (host === undefined || port === undefined) return undefined;
  return formatAddress(scheme, { host: host.replace(MAPPED_IPV4, ''), port });
}

/** How a socket that listens on both families writes its IPv4 peers. */
const MAPPED_IPV4 = /^::ffff:(?=\d+\.)/i;

import { formatAddress } from '@net/core/extend';
import type { DatagramPort, PeerAddress } from './datagram-port.ts';
import { type ConnectionHost, KcpConnection } from './kcp-connection.ts';
import { KcpSession } from './kcp-session.ts';
import type { Settings } from './options.ts';
import { readInt32 } from './segment.ts';
import { isSameToken, NO_TOKEN, TOKEN_BYTES } from './session-note.ts';

/** What is particular to one connection. */
export interface ConnectionStart {
  readonly conv: number;
  readonly peer: PeerAddress;
  readonly isDialled: boolean;
  /** What each datagram begins with, with `security: 'token'`. */
  readonly datagramToken?: Uint8Array | undefined;
}

/** A connection that sends through `port` and belongs to `host`. */
export function createConnection(
  settings: Settings,
  { conv, peer, isDialled, datagramToken }: ConnectionStart,
  port: DatagramPort,
  host: ConnectionHost,
): KcpConnection {
  const start = {
    conv,
    clockBase: readInt32(settings.randomBytes(4), 0),
    noteToken: randomToken(settings),
    datagramToken,
    isDialled,
    nowMs: host.now(),
  };
  const output = {
    allocate: () => port.allocate(),
    transmit: (_: Uint8Array, length: number) => port.transmit(length, peer),
  };
  const session = new KcpSession(settings.session, start, output);
  const { kind, maxSendBytes } = settings;
  const [local, remote] = [addressOf(port.local), addressOf(peer)];
  return new KcpConnection(session, { kind, local, remote, maxSendBytes }, host);
}

/** As an address that `kcp()` understands. */
export function addressOf({ address, port }: PeerAddress): string {
  return formatAddress('kcp', { host: address, port });
}

/** A number for a conversation that nobody can guess; never 0. */
export function randomConv({ randomBytes }: Pick<Settings, 'randomBytes'>): number {
  return readInt32(randomBytes(4), 0) || 1;
}

/** A secret that nobody can guess; never all zeros. */
export function randomToken({ randomBytes }: Pick<Settings, 'randomBytes'>): Uint8Array {
  const token = randomBytes(TOKEN_BYTES);
  if (isSameToken(token, NO_TOKEN)) token[0] = 1;
  return token;
}

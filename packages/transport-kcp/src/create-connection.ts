import { formatAddress } from '@net/core/extend';
import type { DatagramPort, PeerAddress } from './datagram-port.ts';
import { type ConnectionFacts, type ConnectionHost, KcpConnection } from './kcp-connection.ts';
import { KcpSession } from './kcp-session.ts';
import type { Settings } from './options.ts';
import type { PacketOutput } from './packet-writer.ts';
import { readInt32 } from './segment.ts';
import { isSameToken, NO_TOKEN, TOKEN_BYTES } from './session-note.ts';

/** What all connections of one port share. */
export interface ConnectionContext {
  readonly settings: Settings;
  readonly port: DatagramPort;
  readonly facts: ConnectionFacts;
}

/** What the connections of `port` will share. */
export function connectionContext(settings: Settings, port: DatagramPort): ConnectionContext {
  const { kind, maxSendBytes } = settings;
  return { settings, port, facts: { kind, maxSendBytes, local: addressOf(port.local) } };
}

/** What is particular to one connection. */
export interface ConnectionStart {
  readonly conv: number;
  readonly peer: PeerAddress;
  readonly isDialled: boolean;
  /** What each datagram begins with, with `security: 'token'`. */
  readonly datagramToken?: Uint8Array | undefined;
}

/** A connection that belongs to `host`. */
export function createConnection(
  { settings, port, facts }: ConnectionContext,
  { conv, peer, isDialled, datagramToken }: ConnectionStart,
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
  const session = new KcpSession(settings.session, start, new PeerOutput(port, peer));
  return new KcpConnection(session, addressOf(peer), facts, host);
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

/** What one session sends leaves by the port of all. */
class PeerOutput implements PacketOutput {
  readonly #port: DatagramPort;
  readonly #peer: PeerAddress;

  constructor(port: DatagramPort, peer: PeerAddress) {
    this.#port = port;
    this.#peer = peer;
  }

  allocate(): Uint8Array {
    return this.#port.allocate();
  }

  transmit(_packet: Uint8Array, length: number): void {
    this.#port.transmit(length, this.#peer);
  }
}

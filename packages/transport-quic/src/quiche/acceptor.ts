import { randomBytes } from 'node:crypto';
import { NetError } from '@net/core';
import type { EndpointLimits } from '../limits.ts';
import type { HostPort, ListenEvents } from '../provider.ts';
import {
  ID_BYTES,
  type QuicheBinding,
  type QuicheConfig,
  type QuicheConnection,
  type QuicheHeader,
} from './binding.ts';
import { isLongHeader } from './packet-id.ts';
import type { PacketWriter } from './packet-writer.ts';
import { RetryTokens } from './retry-tokens.ts';

/** How full a listener is. */
export interface Load {
  readonly sessions: number;
  /** Sessions whose handshake is not done. */
  readonly halfOpen: number;
}

/** A connection about to begin, and what packets for it will carry. */
export interface Accepted {
  readonly connection: QuicheConnection;
  readonly newId: Uint8Array;
}

/** What an acceptor works with. */
interface AcceptorParts {
  readonly binding: QuicheBinding;
  readonly config: QuicheConfig;
  readonly limits: EndpointLimits;
  readonly local: HostPort;
  readonly writer: PacketWriter;
  readonly events: ListenEvents;
}

/**
 * Decides on packets that belong to no session: most are dropped, some begin one. A stranger is
 * never answered with more than one packet for one of his, and none is kept in mind before he is
 * let in.
 */
export class Acceptor {
  readonly #parts: AcceptorParts;
  readonly #tokens = new RetryTokens(randomBytes(32));

  constructor(parts: AcceptorParts) {
    this.#parts = parts;
  }

  /** The connection that `packet` begins, if any. */
  accept(packet: Buffer, remote: HostPort, load: Load): Accepted | undefined {
    const header = this.#readInitial(packet);
    if (header === undefined) return undefined;
    if (!this.#parts.binding.versionIsSupported(header.version)) {
      this.#negotiate(header, remote);
      return undefined;
    }
    if (!this.#hasRoom(load)) return undefined;
    const token = header.token ?? NO_TOKEN;
    if (token.length > 0) return this.#acceptToken(header, token, remote);
    if (load.halfOpen < this.#parts.limits.retryAbove)
      return this.#begin(randomBytes(ID_BYTES), null, remote);
    this.#retry(header, remote);
    return undefined;
  }

  #readInitial(packet: Buffer): QuicheHeader | undefined {
    const { Header, Type } = this.#parts.binding;
    // RFC 9000, section 14.1: a server drops a smaller one, so that it cannot be made to amplify.
    if (!isLongHeader(packet) || packet.length < LEAST_INITIAL_BYTES) return undefined;
    try {
      const header = Header.fromSlice(packet, ID_BYTES);
      return header.ty === Type.Initial ? header : undefined;
    } catch {
      // Anybody may send anything to a UDP port.
      return undefined;
    }
  }

  #hasRoom({ sessions, halfOpen }: Load): boolean {
    const { maxSessions, maxHalfOpen } = this.#parts.limits;
    if (sessions < maxSessions && halfOpen < maxHalfOpen) return true;
    const what = sessions < maxSessions ? `${halfOpen} handshakes` : `${sessions} sessions`;
    const cause = new NetError('TOO_MANY_SESSIONS', `${what} are the most that are allowed`);
    this.#parts.events.onRefused({ by: 'local', isApplication: false, code: 0, cause });
    return false;
  }

  #negotiate({ scid, dcid }: QuicheHeader, remote: HostPort): void {
    const { writer, binding } = this.#parts;
    writer.reply(remote, (out) => binding.negotiateVersion(scid, dcid, out));
  }

  #retry({ scid, dcid, version }: QuicheHeader, remote: HostPort): void {
    const { writer, binding } = this.#parts;
    const newId = randomBytes(ID_BYTES);
    const token = this.#tokens.mint(dcid, { remote, newId }, Date.now());
    writer.reply(remote, (out) => binding.retry(scid, dcid, newId, token, version, out));
  }

  #acceptToken({ dcid }: QuicheHeader, token: Uint8Array, remote: HostPort): Accepted | undefined {
    const newId = Uint8Array.from(dcid);
    const originalId = this.#tokens.open(token, { remote, newId }, Date.now());
    return originalId === undefined ? undefined : this.#begin(newId, originalId, remote);
  }

  #begin(newId: Uint8Array, originalId: Uint8Array | null, remote: HostPort): Accepted {
    const { binding, config, local } = this.#parts;
    const connection = binding.Connection.accept(newId, originalId, local, remote, config);
    return { connection, newId };
  }
}

const LEAST_INITIAL_BYTES = 1200;
const NO_TOKEN = new Uint8Array(0);

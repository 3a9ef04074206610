import { randomBytes } from 'node:crypto';
import { isIP } from 'node:net';
import { onAbort } from '@net/core/extend';
import type { EndpointLimits } from '../limits.ts';
import type { ConnectRequest, HostPort, OpenSession, QuicSession } from '../provider.ts';
import { ID_BYTES, type QuicheConnection } from './binding.ts';
import { ClientOwner } from './client-owner.ts';
import type { Engine } from './engine.ts';
import type { QuicheSession, SessionOwner } from './quiche-session.ts';
import type { Registry } from './server-owner.ts';

/** What a connector works with. */
interface ConnectorParts {
  readonly engine: Engine;
  readonly limits: EndpointLimits;
  readonly local: HostPort;
  readonly registry: Registry;
  /** The session of a connection about to begin. */
  begin(
    connection: QuicheConnection,
    id: Uint8Array,
    remote: HostPort,
    owner: SessionOwner,
  ): QuicheSession;
}

/** Begins the sessions of this end. */
export class Connector {
  readonly #parts: ConnectorParts;
  /** Those whose handshake is not done. */
  readonly #waiting = new Set<ClientOwner>();

  constructor(parts: ConnectorParts) {
    this.#parts = parts;
  }

  /** See `QuicEndpoint.connect`. */
  async connect(request: ConnectRequest, open: OpenSession): Promise<QuicSession> {
    const { engine, limits, registry } = this.#parts;
    const owner = new ClientOwner(request, open, limits.keepAliveMs, registry);
    this.#waiting.add(owner);
    engine.steps.addFresh(() => owner.begin(() => this.#begin(request, owner)));
    const unwatch = onAbort(request.signal, () => owner.giveUp());
    try {
      return await owner.established;
    } finally {
      unwatch();
      this.#waiting.delete(owner);
    }
  }

  /** The system says that nobody listens where something was sent. */
  onRefused(cause: Error): void {
    for (const owner of this.#waiting) owner.refuse(cause);
  }

  #begin(request: ConnectRequest, owner: ClientOwner): QuicheSession {
    const { engine, limits, local } = this.#parts;
    const { remote, serverName, tls, ticket } = request;
    const id = randomBytes(ID_BYTES);
    const name = isIP(serverName) === 0 ? serverName : null;
    const config = engine.clientConfigs.configFor(tls, limits);
    const connection = engine.binding.Connection.connect(name, id, local, remote, config);
    if (ticket !== undefined) connection.setSession(ticket);
    return this.#parts.begin(connection, id, remote, owner);
  }
}

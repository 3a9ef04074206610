import type { EndpointLimits } from '../limits.ts';
import type {
  ConnectRequest,
  HostPort,
  ListenEvents,
  OpenSession,
  QuicEndpoint,
  QuicSession,
} from '../provider.ts';
import type { TlsSettings } from '../tls-settings.ts';
import { Acceptor } from './acceptor.ts';
import type { QuicheConnection } from './binding.ts';
import { Connector } from './connector.ts';
import { createConfig } from './create-config.ts';
import type { Engine } from './engine.ts';
import { HandshakePackets } from './handshake-packets.ts';
import { destinationId, idKey, isLongHeader } from './packet-id.ts';
import { PacketWriter } from './packet-writer.ts';
import { QuicheSession, type SessionOwner } from './quiche-session.ts';
import { type Registry, ServerOwner } from './server-owner.ts';
import type { SessionContext } from './session-context.ts';
import { FORGOTTEN } from './session-state.ts';
import { SessionTable } from './session-table.ts';
import { Slab } from './slab.ts';
import { UdpSocket } from './udp-socket.ts';

/** Sessions of quiche over one UDP socket. */
export class QuicheEndpoint implements QuicEndpoint {
  readonly #engine: Engine;
  readonly #limits: EndpointLimits;
  readonly #socket: UdpSocket;
  readonly #sessions = new SessionTable();
  readonly #context: SessionContext;
  readonly #registry: Registry;
  readonly #connector: Connector;
  readonly #handshakes: HandshakePackets;
  #listening: { readonly acceptor: Acceptor; readonly owner: ServerOwner } | undefined;
  #onFree: (() => void) | undefined;
  #linger: NodeJS.Timeout | undefined;

  private constructor(engine: Engine, limits: EndpointLimits, socket: UdpSocket) {
    this.#engine = engine;
    this.#limits = limits;
    this.#socket = socket;
    this.#context = {
      local: socket.local,
      shutdown: engine.binding.Shutdown,
      readSlab: new Slab(READ_SLAB_BYTES),
      writer: new PacketWriter(socket, limits.maxPacketBytes),
      turns: engine.turns,
      windowBytes: limits.windowBytes,
      migration: limits.migration,
    };
    this.#registry = {
      onNewId: (session, id) => this.#sessions.addId(session, idKey(id)),
      onRetiredId: (session, id) => this.#sessions.removeId(session, idKey(id)),
      onEnded: (session) => this.#retire(session),
      onGone: (session) => this.#forget(session),
    };
    this.#handshakes = new HandshakePackets(engine.steps, (packet, from) => {
      this.#onHandshakePacket(packet, from);
    });
    this.#connector = new Connector({
      engine,
      limits,
      local: this.local,
      registry: this.#registry,
      begin: (connection, id, remote, owner) => {
        return this.#begin(connection, remote, false, owner, [idKey(id)]);
      },
    });
  }

  /**
   * @param remote the only peer, for a socket that dials; without it the socket is for all.
   * @throws NetError `ADDRESS_IN_USE`, `LISTEN_FAILED`, `CONNECT_FAILED`
   */
  static async bind(
    engine: Engine,
    at: HostPort,
    limits: EndpointLimits,
    remote?: HostPort,
  ): Promise<QuicheEndpoint> {
    const socket = await UdpSocket.bind(at, limits.socketBufferBytes, remote);
    const endpoint = new QuicheEndpoint(engine, limits, socket);
    socket.onPacket = (packet, from) => endpoint.#onPacket(packet, from);
    socket.onRefused = (error) => endpoint.#connector.onRefused(error);
    return endpoint;
  }

  get local(): HostPort {
    return this.#socket.local;
  }

  async listen(tls: TlsSettings, accept: OpenSession, events: ListenEvents): Promise<void> {
    const { binding } = this.#engine;
    const parts = {
      binding,
      config: createConfig(binding, 'server', tls, this.#limits),
      limits: this.#limits,
      local: this.local,
      writer: this.#context.writer,
      events,
    };
    const { handshakeTimeoutMs } = this.#limits;
    const owner = new ServerOwner(handshakeTimeoutMs, accept, events, this.#registry);
    this.#listening = { acceptor: new Acceptor(parts), owner };
  }

  connect(request: ConnectRequest, open: OpenSession): Promise<QuicSession> {
    return this.#connector.connect(request, open);
  }

  async close(): Promise<void> {
    this.#listening?.owner.dropHalfOpen();
    this.#listening = undefined;
    const isFree = new Promise<void>((resolve) => (this.#onFree = resolve));
    this.#closeIfIdle();
    if (this.#sessions.live.size === 0) await isFree;
  }

  #onPacket(packet: Buffer, from: HostPort): void {
    const id = destinationId(packet);
    if (id === undefined) return;
    const session = this.#sessions.find(id);
    if (session?.isEstablished === true) session.receive(packet, from);
    else if (session !== undefined) this.#handshakes.add(packet, from, false);
    else if (this.#listening !== undefined && isLongHeader(packet)) {
      this.#handshakes.add(packet, from, true);
    }
  }

  /** What it belongs to may have changed since it came. */
  #onHandshakePacket(packet: Buffer, from: HostPort): void {
    const id = destinationId(packet) ?? '';
    const session = this.#sessions.find(id) ?? this.#accept(packet, from, id);
    session?.receive(packet, from);
  }

  #accept(packet: Buffer, from: HostPort, id: string): QuicheSession | undefined {
    if (this.#listening === undefined) return undefined;
    const { acceptor, owner } = this.#listening;
    const load = { sessions: this.#sessions.size, halfOpen: owner.halfOpen };
    const accepted = acceptor.accept(packet, from, load);
    if (accepted === undefined) return undefined;
    const { connection, newId } = accepted;
    const session = this.#begin(connection, from, true, owner, [id, idKey(newId)]);
    owner.add(session);
    return session;
  }

  #begin(
    connection: QuicheConnection,
    remote: HostPort,
    isServer: boolean,
    owner: SessionOwner,
    ids: readonly string[],
  ): QuicheSession {
    const session = new QuicheSession(connection, remote, isServer, this.#context, owner);
    this.#sessions.add(session, ids);
    return session;
  }

  #retire(session: QuicheSession): void {
    this.#sessions.retire(session);
    this.#closeIfIdle();
  }

  #forget(session: QuicheSession): void {
    this.#sessions.remove(session);
    this.#closeIfIdle();
  }

  #dropEnded(): void {
    for (const session of this.#sessions.known) session.drop(FORGOTTEN);
  }

  /** Sessions that have ended get a moment to answer late packets, and then the socket is closed. */
  #closeIfIdle(): void {
    if (this.#onFree === undefined || this.#sessions.live.size > 0) return;
    this.#linger ??= setTimeout(() => this.#dropEnded(), LINGER_MS);
    if (this.#sessions.size > 0) return;
    clearTimeout(this.#linger);
    void this.#socket.close().then(this.#onFree);
  }
}

const READ_SLAB_BYTES = 256 * 1024;
/** Longer than three round trips of most networks, which is how long a close may go unheard. */
const LINGER_MS = 500;

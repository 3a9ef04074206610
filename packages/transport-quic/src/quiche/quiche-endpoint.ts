import { isIP } from 'node:net';
import { randomBytes } from 'node:crypto';
import type { EndpointLimits } from '../limits.ts';
import type {
  ConnectRequest,
  HostPort,
  ListenEvents,
  OpenSession,
  QuicEndpoint,
  QuicSession,
} from '../provider.ts';
import { onAbort } from '@net/core/extend';
import type { TlsSettings } from '../tls-settings.ts';
import { Acceptor } from './acceptor.ts';
import { ID_BYTES, type QuicheBinding, type QuicheConfig } from './binding.ts';
import { ClientOwner } from './client-owner.ts';
import { createConfig } from './create-config.ts';
import { destinationId, idKey } from './packet-id.ts';
import { PacketWriter } from './packet-writer.ts';
import { QuicheSession } from './quiche-session.ts';
import { type Registry, ServerOwner } from './server-owner.ts';
import type { SessionContext } from './session-context.ts';
import { FORGOTTEN } from './session-state.ts';
import { SessionTable } from './session-table.ts';
import { Slab } from './slab.ts';
import { TurnQueue } from './turn-queue.ts';
import { UdpSocket } from './udp-socket.ts';

/** Sessions of quiche over one UDP socket. */
export class QuicheEndpoint implements QuicEndpoint {
  readonly #binding: QuicheBinding;
  readonly #limits: EndpointLimits;
  readonly #socket: UdpSocket;
  readonly #sessions = new SessionTable();
  readonly #context: SessionContext;
  readonly #registry: Registry;
  readonly #clientConfigs = new WeakMap<TlsSettings, QuicheConfig>();
  #listening: { readonly acceptor: Acceptor; readonly owner: ServerOwner } | undefined;
  #onFree: (() => void) | undefined;
  #linger: NodeJS.Timeout | undefined;

  private constructor(binding: QuicheBinding, limits: EndpointLimits, socket: UdpSocket) {
    this.#binding = binding;
    this.#limits = limits;
    this.#socket = socket;
    this.#context = {
      local: socket.local,
      shutdown: binding.Shutdown,
      readSlab: new Slab(READ_SLAB_BYTES),
      writer: new PacketWriter(socket, limits.maxPacketBytes),
      turns: new TurnQueue(),
      windowBytes: limits.windowBytes,
      migration: limits.migration,
    };
    this.#registry = {
      onNewId: (session, id) => this.#sessions.addId(session, idKey(id)),
      onRetiredId: (session, id) => this.#sessions.removeId(session, idKey(id)),
      onEnded: (session) => this.#retire(session),
      onGone: (session) => this.#forget(session),
    };
  }

  /** @throws NetError `ADDRESS_IN_USE`, `LISTEN_FAILED` */
  static async bind(
    binding: QuicheBinding,
    at: HostPort,
    limits: EndpointLimits,
  ): Promise<QuicheEndpoint> {
    const socket = await UdpSocket.bind(at, limits.socketBufferBytes);
    const endpoint = new QuicheEndpoint(binding, limits, socket);
    socket.onPacket = (packet, from) => endpoint.#onPacket(packet, from);
    return endpoint;
  }

  get local(): HostPort {
    return this.#socket.local;
  }

  async listen(tls: TlsSettings, accept: OpenSession, events: ListenEvents): Promise<void> {
    const parts = {
      binding: this.#binding,
      config: createConfig(this.#binding, 'server', tls, this.#limits),
      limits: this.#limits,
      local: this.local,
      writer: this.#context.writer,
      events,
    };
    const { handshakeTimeoutMs } = this.#limits;
    const owner = new ServerOwner(handshakeTimeoutMs, accept, events, this.#registry);
    this.#listening = { acceptor: new Acceptor(parts), owner };
  }

  async connect(request: ConnectRequest, open: OpenSession): Promise<QuicSession> {
    const { signal, ticket } = request;
    const owner = new ClientOwner(request, open, this.#limits.keepAliveMs, this.#registry);
    const session = this.#dial(request, owner, ticket);
    const unwatch = onAbort(signal, () => session.close(0));
    try {
      return await owner.established;
    } finally {
      unwatch();
    }
  }

  async close(): Promise<void> {
    this.#listening?.owner.dropHalfOpen();
    this.#listening = undefined;
    const isFree = new Promise<void>((resolve) => (this.#onFree = resolve));
    this.#closeIfIdle();
    if (this.#sessions.live.size === 0) await isFree;
  }

  #dial(
    request: ConnectRequest,
    owner: ClientOwner,
    ticket: Uint8Array | undefined,
  ): QuicheSession {
    const { remote, serverName, tls } = request;
    const id = randomBytes(ID_BYTES);
    const name = isIP(serverName) === 0 ? serverName : null;
    const config = this.#clientConfig(tls);
    const connection = this.#binding.Connection.connect(name, id, this.local, remote, config);
    if (ticket !== undefined) connection.setSession(ticket);
    const session = new QuicheSession(connection, remote, false, this.#context, owner);
    this.#sessions.add(session, [idKey(id)]);
    session.queue();
    return session;
  }

  #clientConfig(tls: TlsSettings): QuicheConfig {
    const known = this.#clientConfigs.get(tls);
    if (known !== undefined) return known;
    const config = createConfig(this.#binding, 'client', tls, this.#limits);
    this.#clientConfigs.set(tls, config);
    return config;
  }

  #onPacket(packet: Buffer, from: HostPort): void {
    const id = destinationId(packet);
    if (id === undefined) return;
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
    const session = new QuicheSession(connection, from, true, this.#context, owner);
    this.#sessions.add(session, [id, idKey(newId)]);
    owner.add(session);
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

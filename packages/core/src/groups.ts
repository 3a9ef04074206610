import { checkType } from './check-type.ts';
import type { MessageType } from './codec.ts';
import { NetError } from './errors.ts';
import { MessageKind } from './message.ts';
import type { OpenSession } from './open-session.ts';
import type { SessionContext } from './session-context.ts';
import { encodePacket } from './packet-encoding.ts';
import type { Session } from './session.ts';
import type { ConnectionKind } from './transport.ts';

/** Who is left out when many are sent the same. */
interface SendManyOptions {
  readonly except?: Session | undefined;
  /** Leave out those that cannot keep up, and count them. */
  readonly isDropping?: boolean;
}

/** The open sessions of one server, and which groups they are in. A group without members is gone. */
export class Groups {
  readonly sessions: Map<string, OpenSession> = new Map();
  #context: SessionContext;
  #members = new Map<string, Set<Session>>();
  #names = new Map<Session, Set<string>>();
  #identities = new Map<string, Set<Session>>();

  constructor(context: SessionContext) {
    this.#context = context;
  }

  /** A session has been let in, and its peer is known if the server asks for that. */
  enrol(session: OpenSession): void {
    this.sessions.set(session.id, session);
    if (session.identity !== undefined) setOf(this.#identities, session.identity).add(session);
  }

  /** The open sessions of one identity, oldest first. */
  identity(identity: string): ReadonlySet<Session> {
    return this.#identities.get(identity) ?? NOBODY;
  }

  /** The members of a group; of none, an empty set. */
  members(name: string): ReadonlySet<Session> {
    return this.#members.get(name) ?? NOBODY;
  }

  join(name: string, session: Session): void {
    if (this.sessions.get(session.id) !== session) {
      throw new NetError('SESSION_CLOSED', `the session is not open on this server`);
    }
    setOf(this.#members, name).add(session);
    setOf(this.#names, session).add(name);
  }

  leave(name: string, session: Session): boolean {
    const wasIn = removeFrom(this.#members, name, session);
    removeFrom(this.#names, session, name);
    return wasIn;
  }

  /** A session has ended. */
  forget(session: Session): void {
    this.sessions.delete(session.id);
    removeFrom(this.#identities, session.identity ?? '', session);
    for (const name of this.#names.get(session) ?? []) removeFrom(this.#members, name, session);
    this.#names.delete(session);
  }

  /** Send the same to many, encoding it once for each kind of connection among them. */
  send<T>(
    to: Iterable<Session>,
    type: MessageType<T>,
    value: T,
    { except, isDropping = false }: SendManyOptions = {},
  ): number {
    const packets = new Map<ConnectionKind, Uint8Array>();
    const receivers: OpenSession[] = [];
    for (const { id } of to) {
      const session = this.sessions.get(id);
      if (session === undefined || session === except) continue;
      if (isDropping && !session.canAnswer) {
        this.#context.stats.dropped++;
        continue;
      }
      const packet = packets.get(session.kind) ?? this.#encode(session.kind, type, value);
      packets.set(session.kind, packet);
      if (session.takes(packet)) receivers.push(session);
    }
    for (const session of receivers) session.sendPacket(packets.get(session.kind)!);
    return receivers.length;
  }

  #encode<T>(kind: ConnectionKind, { type, codec }: MessageType<T>, value: T): Uint8Array {
    const { protocol } = this.#context;
    checkType(type, protocol);
    const header = { kind: MessageKind.Push, type, id: 0, argument: 0 };
    return encodePacket(protocol.createFramer(kind), protocol.packets, header, codec, value);
  }
}

function setOf<K, V>(sets: Map<K, Set<V>>, key: K): Set<V> {
  const found = sets.get(key) ?? new Set<V>();
  sets.set(key, found);
  return found;
}

function removeFrom<K, V>(sets: Map<K, Set<V>>, key: K, value: V): boolean {
  const set = sets.get(key);
  const wasIn = set?.delete(value) ?? false;
  if (set?.size === 0) sets.delete(key);
  return wasIn;
}

const NOBODY: ReadonlySet<Session> = new Set();

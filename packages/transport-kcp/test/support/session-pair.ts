import { KcpSession } from '../../src/kcp-session.ts';
import type { KcpOptions } from '../../src/options.ts';
import { resolveOptions } from '../../src/resolve-options.ts';

/** Two sessions that hand their datagrams to each other when told to. Without cipher. */
export class SessionPair {
  readonly client: KcpSession;
  readonly server: KcpSession;
  readonly #toServer: Uint8Array[] = [];
  readonly #toClient: Uint8Array[] = [];

  constructor(options: KcpOptions = {}) {
    const { session } = resolveOptions(options);
    const make = (isDialled: boolean, out: Uint8Array[]): KcpSession => {
      const noteToken = new Uint8Array(8).fill(isDialled ? 1 : 2);
      const start = {
        conv: 7,
        clockBase: isDialled ? 5 : -9,
        noteToken,
        datagramToken: undefined,
        isDialled,
        nowMs: 0,
      };
      const output = {
        allocate: () => new Uint8Array(1500),
        transmit: (packet: Uint8Array, length: number) => void out.push(packet.slice(0, length)),
      };
      return new KcpSession(session, start, output);
    };
    this.client = make(true, this.#toServer);
    this.server = make(false, this.#toClient);
  }

  /** Greet, and let all be said that follows. */
  connect(): void {
    this.client.greet(0);
    this.exchange(0, 500);
  }

  /** Queue `bytes` at one end. */
  send(from: 'client' | 'server', bytes: Uint8Array, nowMs: number): void {
    this[from].send(bytes);
    this[from].onQueued(nowMs);
  }

  /** Lose what is under way; returns how many datagrams. */
  dropAll(): number {
    return this.#toServer.splice(0).length + this.#toClient.splice(0).length;
  }

  deliverToClient(nowMs: number): void {
    for (const datagram of this.#toClient.splice(0))
      this.client.receive(datagram, datagram.length, nowMs);
  }

  /** Let time pass without a loss, in steps of 10 ms. @returns bytes that each end has received. */
  exchange = (fromMs: number, toMs: number): { client: number; server: number } => {
    const received = { client: 0, server: 0 };
    for (let nowMs = fromMs; nowMs <= toMs; nowMs += 10) {
      received.client += step(this.client, this.#toClient, nowMs);
      received.server += step(this.server, this.#toServer, nowMs);
    }
    return received;
  };
}

/** Give a session what has come for it, and its turn. */
function step(session: KcpSession, datagrams: Uint8Array[], nowMs: number): number {
  let received = 0;
  for (const datagram of datagrams.splice(0)) session.receive(datagram, datagram.length, nowMs);
  for (let bytes = session.take(); bytes !== undefined; bytes = session.take())
    received += bytes.length;
  if (session.hasPeerEnded) session.onTaken(nowMs);
  if (nowMs >= session.dueMs) session.onDue(nowMs);
  if (session.wantsFlush) session.flush(nowMs);
  return received;
}

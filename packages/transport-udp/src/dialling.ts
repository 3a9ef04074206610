import { type Connection, NetError, type OpenConnection } from '@net/core';
import { ClientHandshake } from './client-handshake.ts';
import { newSessionId } from './crypto.ts';
import { CloseCode, type SessionId, writeClose } from './datagram.ts';
import { deferred } from './deferred.ts';
import { DialledPeer } from './dialled-peer.ts';
import type { Endpoint } from './endpoint.ts';
import type { Settings } from './options.ts';
import type { UdpStats } from './stats.ts';
import type { Ticker } from './ticker.ts';
import { UdpConnection } from './udp-connection.ts';
import type { Receiver, UdpSocket } from './udp-socket.ts';

/** What all sessions and listeners of one transport share. */
export interface UdpContext {
  readonly settings: Settings;
  readonly stats: UdpStats;
  readonly ticker: Ticker;
}

/** A socket on its way to be a connection, which owns it then. */
export class Dialling implements Receiver {
  readonly #socket: UdpSocket;
  readonly #peer: Endpoint;
  readonly #open: OpenConnection;
  readonly #context: UdpContext;
  readonly #id: SessionId = newSessionId();
  readonly #handshake = new ClientHandshake(this.#id);
  readonly #opened = deferred<Connection>();
  #timer: NodeJS.Timeout | undefined;

  constructor(socket: UdpSocket, peer: Endpoint, open: OpenConnection, context: UdpContext) {
    this.#socket = socket;
    this.#peer = peer;
    this.#open = open;
    this.#context = context;
  }

  /** Say hello until the peer accepts or refuses. @throws NetError `CONNECTION_REFUSED` */
  shakeHands(): Promise<Connection> {
    this.#socket.receiver = this;
    this.#sayHello();
    return this.#opened.promise;
  }

  /** Make the socket a connection now. @throws whatever `open` throws. */
  finish(): Connection {
    clearTimeout(this.#timer);
    const { settings, stats, ticker } = this.#context;
    const socket = this.#socket;
    const owner = {
      socket,
      isPlain: settings.isPlain,
      closeTimeoutMs: settings.closeTimeoutMs,
      openConnection: this.#open,
      onEnd() {
        ticker.remove(peer);
        void socket.close();
      },
    };
    const connection = new UdpConnection(owner, this.#peer.ip, this.#peer.port, this.#id);
    const peer = new DialledPeer(connection, settings.liveness, stats);
    socket.receiver = peer;
    ticker.add(peer);
    connection.open();
    return connection;
  }

  /** Leave nothing open; at the far end neither, if it can be helped. */
  giveUp(): void {
    if (this.#timer !== undefined) this.#say(writeClose(this.#id, CloseCode.GoingAway));
    clearTimeout(this.#timer);
    void this.#socket.close();
  }

  onDatagram(datagram: Uint8Array, address: string, port: number): void {
    const isFromPeer = port === this.#peer.port && address === this.#peer.ip;
    const step = isFromPeer ? this.#handshake.receive(datagram) : undefined;
    if (step === undefined) this.#context.stats.unknownSession += 1;
    else if (step.kind === 'send') this.#say(step.datagram);
    else if (step.kind === 'refused') this.#opened.reject(this.#refusal(step.code));
    else this.#resolve();
  }

  onSocketError(error: Error): void {
    this.#opened.reject(error);
  }

  /** At once, so that the session hears what comes next. */
  #resolve(): void {
    try {
      this.#opened.resolve(this.finish());
    } catch (error) {
      this.#opened.reject(error);
    }
  }

  #sayHello(): void {
    this.#say(this.#handshake.hello);
    this.#timer = setTimeout(() => this.#sayHello(), this.#handshake.nextDelayMs());
  }

  #say(datagram: Uint8Array): void {
    const { ip: address, port } = this.#peer;
    this.#socket.answer(datagram, { address, port });
  }

  #refusal(code: number): NetError {
    const { ip, port } = this.#peer;
    const text = `the server at ${ip} port ${port} takes no new session, close code ${code}`;
    return new NetError('CONNECTION_REFUSED', text);
  }
}

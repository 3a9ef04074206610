import { NetError } from '@net/core';
import { Backoff } from './backoff.ts';
import {
  connectionContext,
  createConnection,
  randomConv,
  randomToken,
} from './create-connection.ts';
import type { DatagramPort, PeerAddress, PortUser } from './datagram-port.ts';
import type { ConnectionHost, KcpConnection } from './kcp-connection.ts';
import type { Settings } from './options.ts';
import { Scheduler } from './scheduler.ts';
import { isSameToken, TOKEN_BYTES } from './session-note.ts';
import { TokenRequest } from './token-request.ts';

/** The one session of a port that was opened for it. Frees the port when it is over. */
export class DialledPeer implements ConnectionHost, PortUser {
  /** Resolves when the peer has answered; rejects when it cannot. */
  readonly established: Promise<KcpConnection>;
  readonly #settings: Settings;
  readonly #port: DatagramPort;
  readonly #peer: PeerAddress;
  readonly #scheduler: Scheduler;
  readonly #conv: number;
  readonly #tokenRequest: TokenRequest | undefined;
  readonly #repeat = new Backoff(FIRST_WAIT_MS, MAX_WAIT_MS);
  #cancelRepeat: () => void = () => {};
  #connection: KcpConnection | undefined;
  #isSettled = false;
  #resolve: (connection: KcpConnection) => void = () => {};
  #reject: (reason: unknown) => void = () => {};

  constructor(settings: Settings, port: DatagramPort, peer: PeerAddress) {
    this.#settings = settings;
    this.#conv = randomConv(settings);
    this.#port = port;
    this.#peer = peer;
    this.#scheduler = new Scheduler(settings.clock);
    this.established = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    if (settings.usesTokens)
      this.#tokenRequest = new TokenRequest(this.#conv, randomToken(settings));
    port.use(this);
  }

  /** Begin to ask the peer. */
  start(): void {
    if (this.#tokenRequest === undefined) this.#begin(undefined);
    else this.#ask(this.#tokenRequest);
  }

  /** Give up, unless the peer has answered: `established` rejects with `reason`. */
  fail(reason: unknown): void {
    if (this.#isSettled) return;
    this.#isSettled = true;
    this.#cancelRepeat();
    if (this.#connection === undefined) void this.#port.close();
    else this.#connection.abort();
    this.#reject(reason);
  }

  now(): number {
    return this.#settings.clock.now();
  }

  later(run: () => void): void {
    this.#settings.clock.nextTurn(run);
  }

  touch(connection: KcpConnection): void {
    this.#scheduler.touch(connection);
    if (this.#isSettled || !connection.session.isEstablished) return;
    this.#isSettled = true;
    this.#resolve(connection);
  }

  /** What is left to do is to answer the peer, which is no reason to keep the process alive. */
  onClosed(): void {
    this.#port.setAlive(false);
  }

  onOver(connection: KcpConnection): void {
    this.#scheduler.remove(connection);
    void this.#port.close();
  }

  onDatagram(bytes: Uint8Array): void {
    const { length } = bytes;
    const sealed = this.#withoutToken(bytes);
    const payload = sealed && this.#settings.session.layer.cipher.open(sealed);
    if (payload !== undefined) this.#connection?.onDatagram(payload, length);
  }

  onRefused(): void {
    this.fail(nobodyListens());
    this.#connection?.onRefused();
  }

  /** The datagram behind its token; nothing when it is not for the session. */
  #withoutToken(bytes: Uint8Array): Uint8Array | undefined {
    const request = this.#tokenRequest;
    if (request === undefined) return bytes;
    if (request.token === undefined) {
      this.#readAnswer(request, bytes);
      return undefined;
    }
    const isOurs = isSameToken(request.token, bytes.subarray(0, TOKEN_BYTES));
    return isOurs ? bytes.subarray(TOKEN_BYTES) : undefined;
  }

  #readAnswer(request: TokenRequest, bytes: Uint8Array): void {
    const asksAgain = request.read(bytes);
    if (request.token !== undefined) this.#begin(request.token);
    else if (asksAgain) this.#ask(request);
  }

  #ask(request: TokenRequest): void {
    const question = request.question();
    this.#port.allocate().set(question);
    this.#port.transmit(question.length, this.#peer);
    this.#repeat.onDone(this.now());
    this.#cancelRepeat();
    const { clock } = this.#settings;
    this.#cancelRepeat = clock.after(this.#repeat.dueMs - this.now(), () => this.#ask(request));
  }

  #begin(datagramToken: Uint8Array | undefined): void {
    this.#cancelRepeat();
    const start = { conv: this.#conv, peer: this.#peer, isDialled: true, datagramToken };
    const context = connectionContext(this.#settings, this.#port);
    this.#connection = createConnection(context, start, this);
    this.#connection.session.greet(this.now());
    this.#scheduler.touch(this.#connection);
  }
}

function nobodyListens(): NetError {
  return new NetError(
    'CONNECTION_REFUSED',
    'the system of the peer says that nobody listens there',
  );
}

const FIRST_WAIT_MS = 100;
const MAX_WAIT_MS = 1000;

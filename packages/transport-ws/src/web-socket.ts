import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { type ClientOptions, WebSocket, WebSocketServer } from 'ws';
import type { WebSocketSettings } from './options.ts';

/** Who is told what happens to a WebSocket. */
export interface WebSocketOwner {
  onMessage(data: Uint8Array, isBinary: boolean): void;
  onPing(payload: Uint8Array): void;
  onPong(): void;
  /** This end's close frame comes next, whoever wished for the close. */
  onClosing(): void;
  /** The peer broke the protocol; it has been told. */
  onError(error: Error): void;
  /** The last call. 1006 when no close frame was received. */
  onClose(status: number, reason: string): void;
}

/**
 * A WebSocket of the `ws` package, which does the opening handshake and then, without extensions,
 * leaves the socket to us; with them it tells one owner.
 *
 * Relied on, and pinned by a test: the package hands over the socket at both ends by calling its own
 * `setSocket(socket, head, options)`, with `protocol` and `extensions` settled, and has no listener
 * or timer on the socket before. Should that name go, it keeps all sockets, and all works as with
 * extensions, only slower.
 */
export class OwnedWebSocket extends WebSocket {
  #owner: WebSocketOwner | undefined;
  #ourSocket: Socket | undefined;

  /** Whether its socket has been left to us, with all that comes on it. */
  get isOurs(): boolean {
    return this.#ourSocket !== undefined;
  }

  get isOpen(): boolean {
    return this.readyState === WebSocket.OPEN;
  }

  /** The `ws` package calls it when the handshake is over. @param head what came behind it. */
  setSocket(socket: Socket, head: Buffer, ...rest: readonly unknown[]): void {
    if (this.extensions === '') this.#take(socket, head);
    else if (typeof keepSocket === 'function') {
      Reflect.apply(keepSocket, this, [socket, head, ...rest]);
    }
  }

  /** Tell `owner` from now on. Call it in the turn in which the WebSocket has opened. */
  adopt(owner: WebSocketOwner): void {
    this.on('error', (error) => owner.onError(error));
    // A Buffer: that is what `binaryType` is unless it is set.
    this.on('message', (data, isBinary) => owner.onMessage(data as Buffer, isBinary));
    this.on('ping', (payload) => owner.onPing(payload));
    this.on('pong', () => owner.onPong());
    this.on('close', (status, reason) => owner.onClose(status, reason.toString()));
    this.#owner = owner;
  }

  /** The `ws` package calls it as well, to answer the peer's close frame. */
  override close(status?: number, reason?: string | Buffer): void {
    if (this.isOpen) this.#owner?.onClosing();
    super.close(status, reason);
  }

  override terminate(): void {
    if (this.#ourSocket === undefined) super.terminate();
    else this.#ourSocket.destroy();
  }

  #take(socket: Socket, head: Buffer): void {
    this.#ourSocket = socket;
    socket.setTimeout(0);
    socket.setNoDelay();
    if (head.length > 0) socket.unshift(head);
    this.emit('open');
  }
}

/** Opens a WebSocket on `createConnection`'s socket. An error without an owner is an `error` event. */
export function connectWebSocket(
  url: string,
  protocols: readonly string[],
  headers: Readonly<Record<string, string>>,
  settings: WebSocketSettings,
  createConnection: () => Socket,
): OwnedWebSocket {
  const options = { ...settings, headers: { ...headers }, createConnection };
  return new OwnedWebSocket(url, [...protocols], options satisfies ClientOptions);
}

/** Decides on an upgrade request whose headers are in order; `refuse` takes an HTTP status. */
export type UpgradeCheck = (
  request: IncomingMessage,
  accept: () => void,
  refuse: (status: number) => void,
) => void;

/** Answers upgrade requests, as RFC 6455, section 4.2, wants it. */
export class UpgradeServer {
  readonly #server: WebSocketServer;

  constructor(
    settings: WebSocketSettings,
    select: (offered: ReadonlySet<string>) => string | false,
    check: UpgradeCheck,
  ) {
    this.#server = new WebSocketServer({
      ...settings,
      noServer: true,
      clientTracking: false,
      WebSocket: OwnedWebSocket,
      handleProtocols: select,
      verifyClient: ({ req }, done) =>
        check(
          req,
          () => done(true),
          (status) => done(false, status),
        ),
    });
  }

  /** Upgrade, or answer why not. `onOpen` is called at most once. */
  upgrade(
    request: IncomingMessage,
    socket: Socket,
    head: Buffer,
    onOpen: (webSocket: OwnedWebSocket) => void,
  ): void {
    this.#server.handleUpgrade(request, socket, head, (webSocket) => {
      if (webSocket instanceof OwnedWebSocket) onOpen(webSocket);
    });
  }

  /** Answer 503 from now on, also to those being checked. */
  close(): void {
    this.#server.close();
  }
}

/** The package's own way of taking over a socket, which its types do not show. */
const keepSocket: unknown = Reflect.get(WebSocket.prototype, 'setSocket');

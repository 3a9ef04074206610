import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { NetError } from '@net/core';
import { formatAddress } from '@net/core/extend';
import { clientAddress, plainAddress } from './client-address.ts';
import { type Endpoint, formatEndpoint } from './endpoint.ts';
import type { Settings } from './options.ts';
import { isOriginAllowed } from './origin.ts';
import { selected } from './subprotocol.ts';
import { UpgradeServer } from './web-socket.ts';
import type { OpenedWebSocket } from './ws-connection.ts';

/** What one `UpgradeAcceptor` works with. */
interface AcceptorContext {
  readonly settings: Settings;
  /** Takes over a WebSocket that has opened. */
  onOpened(opened: OpenedWebSocket): void;
}

/** Decides who may open WebSockets at one path, and opens them. */
export class UpgradeAcceptor {
  readonly #endpoint: Endpoint;
  readonly #context: AcceptorContext;
  readonly #server: UpgradeServer;

  constructor(endpoint: Endpoint, context: AcceptorContext) {
    const { webSocket, subprotocols } = context.settings;
    this.#endpoint = endpoint;
    this.#context = context;
    this.#server = new UpgradeServer(
      webSocket,
      (theirs) => selected(subprotocols, theirs),
      (request, accept, refuse) => this.#check(request, accept, refuse),
    );
  }

  /** Answer `request` on its socket, which has an `error` listener. */
  readonly accept = (request: IncomingMessage, socket: Socket, head: Buffer): void => {
    this.#server.upgrade(request, socket, head, (webSocket) => {
      const ends = this.#endsOf(request, socket);
      if (ends === undefined) socket.destroy();
      else this.#context.onOpened({ webSocket, socket, isMasked: false, ...ends });
    });
  };

  /** Let nobody in any more, those being verified included. */
  close(): void {
    this.#server.close();
  }

  #check(request: IncomingMessage, accept: () => void, refuse: (status: number) => void): void {
    const { allowedOrigins, verify } = this.#context.settings;
    const { origin = request.headers['sec-websocket-origin'], host } = request.headers;
    if (!isOriginAllowed(origin?.toString(), host, allowedOrigins)) {
      this.#report('ORIGIN_REJECTED', request, 'pages of its origin may not connect');
      refuse(403);
    } else if (verify === undefined) {
      accept();
    } else {
      void this.#verify(verify, request).then((status) =>
        status === undefined ? accept() : refuse(status),
      );
    }
  }

  /** @returns the HTTP status of a refusal, if it is one. Never rejects. */
  async #verify(
    verify: NonNullable<Settings['verify']>,
    request: IncomingMessage,
  ): Promise<number | undefined> {
    const { handshakeTimeoutMs } = this.#context.settings;
    let timer: NodeJS.Timeout | undefined;
    const timeout = new Promise<undefined>((resolve) => {
      timer = setTimeout(resolve, handshakeTimeoutMs, undefined).unref();
    });
    try {
      const isVerified = await Promise.race([verify(request), timeout]);
      if (isVerified === true) return undefined;
      if (isVerified === false) return this.#report('AUTH_FAILED', request, 'verify said no');
      const text = `verify said neither true nor false in ${handshakeTimeoutMs} ms`;
      return this.#report('HANDSHAKE_TIMEOUT', request, text);
    } catch (cause) {
      return this.#report('AUTH_FAILED', request, 'verify has thrown', cause);
    } finally {
      clearTimeout(timer);
    }
  }

  /** @returns the HTTP status for `code`. */
  #report(code: RefusalCode, request: IncomingMessage, why: string, cause?: unknown): number {
    const ends = this.#endsOf(request, request.socket);
    const { remote, local } = ends ?? {
      remote: 'a peer that has left',
      local: this.#endpoint.path,
    };
    const text = `${remote} may not connect to ${local}: ${why}`;
    const options = cause === undefined ? {} : { cause };
    this.#context.settings.onAcceptError(new NetError(code, text, options));
    return STATUSES[code];
  }

  #endsOf(
    request: IncomingMessage,
    socket: Socket,
  ): Pick<OpenedWebSocket, 'local' | 'remote'> | undefined {
    const { scheme } = this.#endpoint;
    const { localAddress, localPort, remoteAddress, remotePort } = socket;
    if (!localAddress || !localPort || !remoteAddress || !remotePort) return undefined;
    const { trustedProxies } = this.#context.settings;
    const peer = plainAddress(remoteAddress);
    const forwardedFor = request.headers['x-forwarded-for']?.toString();
    const host = clientAddress(peer, forwardedFor, trustedProxies);
    // A proxy does not tell the port that its client has.
    const port = host === peer ? remotePort : 0;
    const local = { ...this.#endpoint, host: plainAddress(localAddress), port: localPort };
    return { local: formatEndpoint(local), remote: formatAddress(scheme, { host, port }) };
  }
}

type RefusalCode = keyof typeof STATUSES;

const STATUSES = { ORIGIN_REJECTED: 403, AUTH_FAILED: 401, HANDSHAKE_TIMEOUT: 408 } as const;

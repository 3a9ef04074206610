import { connect, isIP, type Socket } from 'node:net';
import { checkServerIdentity, connect as connectTls } from 'node:tls';
import { dialWithin, formatAddress } from '@net/core/extend';
import { plainAddress } from './client-address.ts';
import { connectError, type ServerAnswer } from './connect-error.ts';
import { type Endpoint, formatEndpoint } from './endpoint.ts';
import type { Settings } from './options.ts';
import { offered } from './subprotocol.ts';
import { connectWebSocket, type OwnedWebSocket } from './web-socket.ts';
import type { OpenedWebSocket } from './ws-connection.ts';

/**
 * Open a WebSocket to `endpoint`, and call `adopt` in the turn in which it has opened.
 *
 * @throws NetError `CONNECTION_REFUSED`, `CONNECT_TIMEOUT`, `TLS_ERROR`, `CONNECT_FAILED`,
 * `UNSUPPORTED` when the server agrees to no subprotocol; the reason of `signal` when it is aborted;
 * what `adopt` throws. No socket is left open then.
 */
export async function dial<T>(
  endpoint: Endpoint,
  settings: Settings,
  adopt: (opened: OpenedWebSocket) => T,
  signal?: AbortSignal,
): Promise<T> {
  const bounds = {
    address: formatEndpoint(endpoint),
    timeoutMs: settings.connectTimeoutMs,
    signal,
  };
  return dialWithin(bounds, (given) => new Attempt(endpoint, settings).run(adopt, given));
}

/** One dial. */
class Attempt {
  readonly #endpoint: Endpoint;
  readonly #settings: Settings;
  readonly #socket: Socket;
  readonly #webSocket: OwnedWebSocket;
  /** What has been learned from the server's answer. */
  #answer: ServerAnswer = {};

  constructor(endpoint: Endpoint, settings: Settings) {
    const { subprotocols, headers, webSocket } = settings;
    const socket = createSocket(endpoint, settings);
    const url = formatEndpoint(endpoint);
    this.#endpoint = endpoint;
    this.#settings = settings;
    this.#socket = socket;
    this.#webSocket = connectWebSocket(
      url,
      offered(subprotocols),
      headers,
      webSocket,
      () => socket,
    );
  }

  run<T>(adopt: (opened: OpenedWebSocket) => T, signal: AbortSignal): Promise<T> {
    const webSocket = this.#webSocket;
    return new Promise((resolve, reject) => {
      webSocket.on('error', (cause) => reject(connectError(this.#endpoint, cause, this.#answer)));
      webSocket.on('unexpected-response', (_, { statusCode }) => {
        this.#answer = { status: statusCode };
        webSocket.terminate();
      });
      webSocket.on('upgrade', ({ headers }) => {
        const isOffered = offered(this.#settings.subprotocols).length > 0;
        const isNoneAgreed = headers['sec-websocket-protocol'] === undefined;
        this.#answer = { isSubprotocolMissing: isOffered && isNoneAgreed };
      });
      webSocket.on('open', () => {
        try {
          webSocket.removeAllListeners();
          resolve(adopt(this.#opened()));
        } catch (error) {
          reject(error);
        }
      });
      signal.addEventListener('abort', () => webSocket.terminate(), { once: true });
      if (signal.aborted) webSocket.terminate();
    });
  }

  #opened(): OpenedWebSocket {
    const socket = this.#socket;
    const { localAddress = '0.0.0.0', localPort = 0 } = socket;
    const { scheme } = this.#endpoint;
    return {
      webSocket: this.#webSocket,
      socket,
      isMasked: true,
      local: formatAddress(scheme, { host: plainAddress(localAddress), port: localPort }),
      remote: formatEndpoint(this.#endpoint),
    };
  }
}

function createSocket({ scheme, host, port }: Endpoint, { tls }: Settings): Socket {
  const target = { host, port, noDelay: true };
  if (scheme === 'ws') return connect(target);
  const name = tls.serverName ?? host;
  return connectTls({
    ...target,
    ...tls.identity,
    // An IP address is verified but never asked for (RFC 6066, section 3).
    servername: isIP(name) === 0 ? name : '',
    checkServerIdentity: (_, certificate) => checkServerIdentity(name, certificate),
    ALPNProtocols: ['http/1.1'],
    rejectUnauthorized: tls.rejectUnauthorized,
  });
}

import {
  type Abortable,
  type Connection,
  NetError,
  type Transport,
  type OpenConnection,
} from '@net/core';
import { onAbort } from '@net/core/extend';
import { BrowserConnection } from './browser-connection.ts';
import {
  type BrowserSettings,
  type BrowserWsOptions,
  resolveBrowserOptions,
} from './browser-options.ts';
import { type Endpoint, formatEndpoint, parseEndpoint } from './endpoint.ts';
import { openPlatformSocket } from './platform-socket.ts';
import { offered } from './subprotocol.ts';

/**
 * Connections over the platform's WebSocket (`ws://host:port/path`, `wss://host:port/path`). It can
 * only dial.
 *
 * @throws NetError `INVALID_OPTION`
 */
export function ws(options: BrowserWsOptions = {}): Transport {
  const settings = resolveBrowserOptions(options);
  return {
    schemes: ['ws', 'wss'],
    dial: async (address, open, { signal }: Abortable = {}) =>
      dial(parseEndpoint(address), settings, open, signal),
    async listen(address) {
      const { scheme } = parseEndpoint(address);
      throw new NetError('UNSUPPORTED', `a browser cannot listen at ${scheme}:// addresses`);
    },
  };
}

/** The platform does not say why a dial fails: all it has is an `error` without a word. */
function dial(
  endpoint: Endpoint,
  settings: BrowserSettings,
  open: OpenConnection,
  signal: AbortSignal | undefined,
): Promise<Connection> {
  signal?.throwIfAborted();
  const remote = formatEndpoint(endpoint);
  const socket = openPlatformSocket(remote, offered(settings.subprotocols));
  return new Promise((resolve, reject) => {
    const settle = (): void => {
      clearTimeout(timer);
      unwatch();
    };
    const giveUp = (reason: unknown): void => {
      settle();
      // First, since closing may be an `error` of its own, at once.
      reject(reason);
      socket.close();
    };
    const unwatch = onAbort(signal, giveUp);
    const timer = setTimeout(
      () => giveUp(timeoutError(remote, settings)),
      settings.connectTimeoutMs,
    );
    socket.addEventListener('error', () => {
      settle();
      reject(connectError(remote, settings));
    });
    socket.addEventListener('open', () => {
      settle();
      try {
        resolve(BrowserConnection.open(socket, remote, settings, open));
      } catch (error) {
        reject(error);
      }
    });
  });
}

function timeoutError(remote: string, { connectTimeoutMs }: BrowserSettings): NetError {
  return new NetError('CONNECT_TIMEOUT', `no connection to ${remote} in ${connectTimeoutMs} ms`);
}

function connectError(remote: string, { subprotocols }: BrowserSettings): NetError {
  const isOffered = offered(subprotocols).length > 0;
  const advice = isOffered ? '; for servers that do not know net.batch pass batch: false' : '';
  const text = `cannot connect to ${remote}, and the browser does not say why${advice}`;
  return new NetError('CONNECT_FAILED', text);
}

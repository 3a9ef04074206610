import type { Abortable, OpenConnection } from '@net/core';
import { formatAddress, type Listener, listenError, parseAddress } from '@net/core/extend';
import { ChannelHub, type HubOptions } from './channel-hub.ts';
import { acceptError } from './close-codes.ts';
import { lookUp } from './look-up.ts';
import type { Settings } from './options.ts';
import type { QuicEndpoint, QuicProvider } from './provider.ts';
import { tlsOptionError } from './tls-options.ts';

/** Accepts the sessions of one address. */
export class QuicListener implements Listener {
  readonly address: string;
  readonly #endpoint: QuicEndpoint;
  #closing: Promise<void> | undefined;

  private constructor(endpoint: QuicEndpoint) {
    this.address = formatAddress('quic', endpoint.local);
    this.#endpoint = endpoint;
  }

  /** See `Transport.listen`. @param select finds the engine. */
  static async listen(
    address: string,
    open: OpenConnection,
    settings: Settings,
    select: () => Promise<QuicProvider>,
    { signal }: Abortable,
  ): Promise<QuicListener> {
    const { host, port } = parseAddress(address, 'quic');
    signal?.throwIfAborted();
    if (settings.tls.identity === undefined) {
      const problem = `is missing: listening at ${address} needs tls.cert and tls.key`;
      throw tlsOptionError('cert', problem);
    }
    const provider = await select();
    const ip = await ipOf(host, address, signal);
    const endpoint = await provider.bind({ host: ip, port }, settings.limits);
    try {
      signal?.throwIfAborted();
      await accept(endpoint, settings, open);
      return new QuicListener(endpoint);
    } catch (error) {
      await endpoint.close();
      throw error;
    }
  }

  close(): Promise<void> {
    this.#closing ??= this.#endpoint.close();
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

function accept(endpoint: QuicEndpoint, settings: Settings, open: OpenConnection): Promise<void> {
  const { tls, limits, closeTimeoutMs, onAcceptError } = settings;
  const { handshakeTimeoutMs } = limits;
  const options: HubOptions = {
    closeTimeoutMs,
    handshakeTimeoutMs,
    onTicket() {},
    onLate: onAcceptError,
    onClosed() {},
  };
  return endpoint.listen(tls, (session) => ChannelHub.accepted(session, options, open), {
    onRefused: (end) => onAcceptError(acceptError(end)),
  });
}

async function ipOf(
  host: string,
  address: string,
  signal: AbortSignal | undefined,
): Promise<string> {
  try {
    return await lookUp(host, signal);
  } catch (error) {
    signal?.throwIfAborted();
    throw listenError(address, error);
  }
}

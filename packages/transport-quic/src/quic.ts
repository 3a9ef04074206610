import type { Abortable, Connection, Transport, OpenConnection } from '@net/core';
import type { Listener } from '@net/core/extend';
import { Dialler } from './dialler.ts';
import { type QuicOptions, resolveOptions, type Settings } from './options.ts';
import type { QuicProvider } from './provider.ts';
import { QuicListener } from './quic-listener.ts';
import { selectProvider } from './select-provider.ts';

/**
 * Connections over QUIC (`quic://host:port`): always encrypted, over UDP. Each is a
 * `QuicConnection`. The engine is looked for when it is first needed: `dial` and `listen` reject
 * with NetError `QUIC_UNAVAILABLE` where there is none.
 *
 * @throws NetError `INVALID_OPTION`
 */
export function quic(options: QuicOptions = {}): Transport {
  return new QuicTransport(resolveOptions(options));
}

class QuicTransport implements Transport {
  readonly schemes: readonly string[] = ['quic'];
  readonly #settings: Settings;
  readonly #dialler: Dialler;
  #provider: Promise<QuicProvider> | undefined;

  constructor(settings: Settings) {
    this.#settings = settings;
    this.#dialler = new Dialler(settings, this.#select);
  }

  dial(address: string, open: OpenConnection, options: Abortable = {}): Promise<Connection> {
    return this.#dialler.dial(address, open, options);
  }

  listen(address: string, open: OpenConnection, options: Abortable = {}): Promise<Listener> {
    return QuicListener.listen(address, open, this.#settings, this.#select, options);
  }

  readonly #select = (): Promise<QuicProvider> => {
    this.#provider ??= selectProvider(this.#settings.providers);
    return this.#provider;
  };
}

import type { Abortable, Connection, Transport, OpenConnection } from '@net/core';
import type { Listener } from '@net/core/extend';
import { dial } from './dial.ts';
import { LinkWarning } from './link-warning.ts';
import { listen } from './listen.ts';
import type { KcpOptions, Settings } from './options.ts';
import { resolveOptions } from './resolve-options.ts';

/** Makes KCP transports; `fast` and `normal` are presets of the field, whose options can be changed. */
export interface KcpFactory {
  /**
   * Sessions over KCP: `kcp://host:port`.
   *
   * @throws NetError `INVALID_OPTION`
   */
  (options?: KcpOptions): Transport;
  /** `nodelay` 1, `interval` 10, `resend` 2, `nc` 1: low latency, paid with bandwidth. The default. */
  fast(options?: KcpOptions): Transport;
  /** `nodelay` 0, `interval` 40, `resend` 0, `nc` 0: as considerate as TCP. */
  normal(options?: KcpOptions): Transport;
}

/** Sessions over KCP: reliable and ordered like TCP, with lower latency where packets get lost. */
export const kcp: KcpFactory = Object.assign(
  (options: KcpOptions = {}): Transport => new KcpTransport(resolveOptions(options)),
  {
    fast: (options: KcpOptions = {}): Transport => kcp({ ...FAST, ...options }),
    normal: (options: KcpOptions = {}): Transport => kcp({ ...NORMAL, ...options }),
  },
);

class KcpTransport implements Transport {
  readonly schemes: readonly string[] = ['kcp'];
  readonly #settings: Settings;
  readonly #warning: LinkWarning;

  constructor(settings: Settings) {
    this.#settings = settings;
    this.#warning = new LinkWarning(settings.session.layer.cipher, settings.logger);
  }

  async dial(
    address: string,
    open: OpenConnection,
    { signal }: Abortable = {},
  ): Promise<Connection> {
    const connection = await dial(address, this.#settings, this.#warning, signal);
    connection.open(open);
    return connection;
  }

  listen(address: string, open: OpenConnection, { signal }: Abortable = {}): Promise<Listener> {
    return listen(address, this.#settings, open, this.#warning, signal);
  }
}

/** The turbo mode of ikcp's README, and `fast3` of kcptun. */
const FAST: KcpOptions = { nodelay: 1, interval: 10, resend: 2, nc: 1 };
/** The normal mode of ikcp's README. */
const NORMAL: KcpOptions = { nodelay: 0, interval: 40, resend: 0, nc: 0 };

import type { Abortable, Connection, Transport, OpenConnection } from '@net/core';
import type { Listener } from '@net/core/extend';
import { dial } from './dial.ts';
import { resolveOptions, type UdpOptions } from './options.ts';
import { newStats, type UdpStats } from './stats.ts';
import { Ticker } from './ticker.ts';
import { UdpListener } from './udp-listener.ts';

/** What `udp()` makes: a `Transport` that can also say what it has dropped. */
export interface UdpTransport extends Transport {
  /** What all its listeners and dialled sessions have dropped so far, as of now. */
  stats(): Readonly<UdpStats>;
}

/**
 * Sessions over UDP, `udp://host:port`: one packet a datagram, which may be lost, come twice, or come
 * in another order.
 *
 * @throws NetError `INVALID_OPTION`
 */
export function udp(options: UdpOptions = {}): UdpTransport {
  const settings = resolveOptions(options);
  const stats = newStats();
  const context = { settings, stats, ticker: new Ticker(settings.tickMs) };
  return {
    schemes: ['udp'],
    stats: () => ({ ...stats }),
    dial: (
      address: string,
      open: OpenConnection,
      { signal }: Abortable = {},
    ): Promise<Connection> => dial(address, open, context, signal),
    listen: (
      address: string,
      open: OpenConnection,
      { signal }: Abortable = {},
    ): Promise<Listener> => UdpListener.listen(address, open, context, signal),
  };
}

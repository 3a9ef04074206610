import type { Protocol } from '@net/core';
import { gonet, packets, turbo } from '@net/packet';

/** What `--protocol` takes. */
export type ProtocolName = keyof typeof PROTOCOLS;

/** Makes the protocol of that name. */
export function protocolOf(name: ProtocolName): Protocol {
  return PROTOCOLS[name]();
}

const PROTOCOLS = {
  packets: () => packets(),
  turbo: () => turbo(),
  'turbo-2017': () => turbo({ lengthPrefix: false }),
  gonet: () => gonet(),
  'gonet-2023': () => gonet({ lengthPrefix: false }),
} as const;

/** The names, for `--help`. */
export const PROTOCOL_NAMES: readonly string[] = Object.keys(PROTOCOLS);

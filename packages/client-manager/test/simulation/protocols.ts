import type { Protocol } from '@net/core';
import type { ConnectionKind } from '@net/core/extend';
import { gonet, lengthPrefixed, packets, turbo } from '@net/packet';

/** The presets that a run may speak. */
export type ProtocolName = 'packets' | 'turbo' | 'bareTurbo' | 'gonet' | 'narrow';

/** Those that can travel on such connections; `packets` more often than the others. */
export function protocolsFor(kind: ConnectionKind): readonly ProtocolName[] {
  const all = ['packets', 'packets', 'packets', 'turbo', 'gonet', 'narrow'] as const;
  return kind === 'stream' ? [...all, 'bareTurbo'] : all;
}

export function createProtocol(name: ProtocolName): Protocol {
  return PROTOCOLS[name]();
}

const PROTOCOLS: Record<ProtocolName, () => Protocol> = {
  packets: () => packets(),
  turbo: () => turbo(),
  bareTurbo: () => turbo({ lengthPrefix: false }),
  gonet: () => gonet(),
  // Ids of 16 bits: they come again within a run.
  narrow: () => lengthPrefixed({ bytes: 'varint', command: 1, opaque: 2 }),
};

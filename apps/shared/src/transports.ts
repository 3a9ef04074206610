import { type ConnectionKind, type Protocol, schemeOf, type Transport } from '@net/core';
import { tcp } from '@net/transport-tcp';
import { udp } from '@net/transport-udp';
import { ws } from '@net/transport-ws';
import { ProgramError } from './program-error.ts';
import type { ProtocolName } from './protocols.ts';
import type { Tls } from './tls-files.ts';

/** Every transport, for `serve` and `connect`. */
export function transportsWith(tls: Tls, protocol: ProtocolName): readonly Transport[] {
  const hasForeignPeers = protocol !== 'packets';
  return TABLE.map(({ make }) => make({ tls, hasForeignPeers }));
}

/** One address to listen on for each scheme: a free port of 127.0.0.1, or a file in `folder`. */
export function localAddresses(folder: string): readonly string[] {
  return TABLE.flatMap(({ listenOn }) => listenOn(folder));
}

/**
 * Finds out, before anything is opened, whether `protocol` can travel to or from `address`.
 *
 * @throws ProgramError when no transport serves the address's scheme.
 * @throws NetError `BAD_ADDRESS` for what is no address; `UNSUPPORTED` when it cannot.
 */
export function checkAddress(address: string, protocol: Protocol): void {
  const scheme = schemeOf(address);
  const row = TABLE.find(({ make }) => make(NOWHERE).schemes.includes(scheme));
  if (row !== undefined) protocol.createFramer(row.kind);
  else throw new ProgramError(`nothing serves ${scheme}:, choose one of ${knownSchemes()}`, 2);
}

function knownSchemes(): string {
  const schemes = TABLE.flatMap(({ make }) => make(NOWHERE).schemes);
  return schemes.map((scheme) => `${scheme}:`).join(', ');
}

/** What the transports of a program are made for. */
interface Surroundings {
  readonly tls: Tls;
  /** The peers may be others than this project's, and know nothing of what it adds to a transport. */
  readonly hasForeignPeers: boolean;
}

interface Row {
  readonly kind: ConnectionKind;
  readonly make: (surroundings: Surroundings) => Transport;
  readonly listenOn: (folder: string) => readonly string[];
}

const NOWHERE: Surroundings = { tls: {}, hasForeignPeers: false };

/** A new transport is one entry here, and a dependency of this package. */
const TABLE: readonly Row[] = [
  {
    kind: 'stream',
    make: ({ tls }) => tcp({ tls }),
    listenOn: (folder) => ['tcp://127.0.0.1:0', 'tls://127.0.0.1:0', `unix://${folder}/echo.sock`],
  },
  {
    kind: 'message',
    make: ({ tls, hasForeignPeers }) => ws({ tls, batch: !hasForeignPeers }),
    listenOn: () => ['ws://127.0.0.1:0/echo', 'wss://127.0.0.1:0/echo'],
  },
  {
    kind: 'datagram',
    make: ({ hasForeignPeers }) => udp({ plain: hasForeignPeers }),
    listenOn: () => ['udp://127.0.0.1:0'],
  },
];

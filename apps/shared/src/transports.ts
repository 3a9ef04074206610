import type { Protocol, Transport } from '@net/core';
import { type ConnectionKind, schemeOf } from '@net/core/extend';
import { tcp } from '@net/transport-tcp';
import { kcp, type KcpOptions } from '@net/transport-kcp';
import { quic } from '@net/transport-quic';
import { udp } from '@net/transport-udp';
import { ws } from '@net/transport-ws';
import { errorLine } from './error-line.ts';
import { ProgramError } from './program-error.ts';
import type { ProtocolName } from './protocols.ts';
import type { Tls } from './tls-files.ts';

/** Every transport, for `serve` and `connect`. */
export function transportsWith(
  tls: Tls,
  protocol: ProtocolName,
  kcpOptions: KcpOptions = {},
): readonly Transport[] {
  const hasForeignPeers = protocol !== 'packets';
  return TABLE.map(({ make }) => make({ tls, hasForeignPeers, kcpOptions }));
}

/** One address to listen on for each scheme: a free port of 127.0.0.1, or a file in `folder`. */
export function localAddresses(folder: string): readonly string[] {
  return TABLE.flatMap(({ listenOn }) => listenOn(folder));
}

/**
 * Tries the address of each transport that needs something of the platform, such as an engine.
 *
 * @returns the addresses that can be listened on, and why the others cannot.
 */
export async function usableAddresses(folder: string, tls: Tls): Promise<UsableAddresses> {
  const missing: string[] = [];
  for (const { needsEngine, make, listenOn } of TABLE) {
    const [address] = listenOn(folder);
    if (needsEngine !== true || address === undefined) continue;
    const reason = await whyNot(make({ ...NOWHERE, tls }), address);
    if (reason !== undefined) missing.push(`${schemeOf(address)}: ${reason}`);
  }
  const addresses = localAddresses(folder).filter(
    (address) => !missing.some((line) => line.startsWith(`${schemeOf(address)}:`)),
  );
  return { addresses, missing };
}

async function whyNot(transport: Transport, address: string): Promise<string | undefined> {
  try {
    const listener = await transport.listen(address, () => ({
      onData() {},
      onDrain() {},
      onClose() {},
    }));
    await listener.close();
    return undefined;
  } catch (error) {
    return errorLine(error);
  }
}

/** Which transports this platform has. */
export interface UsableAddresses {
  readonly addresses: readonly string[];
  /** `scheme: reason`, for those that it has not. */
  readonly missing: readonly string[];
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
  readonly kcpOptions: KcpOptions;
}

interface Row {
  readonly kind: ConnectionKind;
  readonly make: (surroundings: Surroundings) => Transport;
  readonly listenOn: (folder: string) => readonly string[];
  /** Not every platform has it. */
  readonly needsEngine?: boolean;
}

const NOWHERE: Surroundings = { tls: {}, hasForeignPeers: false, kcpOptions: {} };

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
  {
    kind: 'stream',
    make: ({ kcpOptions }) => kcp(kcpOptions),
    listenOn: () => ['kcp://127.0.0.1:0'],
  },
  {
    kind: 'stream',
    make: ({ tls }) => quic({ tls }),
    listenOn: () => ['quic://127.0.0.1:0'],
    needsEngine: true,
  },
];

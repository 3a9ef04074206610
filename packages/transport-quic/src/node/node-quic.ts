/**
 * The part of `node:quic` that is used here, as Node.js 26.2 and 24.20 document it. Builds of earlier
 * versions have another interface, and most builds none.
 */
export interface NodeQuic {
  readonly QuicEndpoint: new (options: object) => NodeQuicEndpoint;
  readonly QuicStream: { readonly prototype: object };
  listen(onSession: (session: NodeQuicSession) => void, options: object): Promise<unknown>;
  connect(address: string, options: object): Promise<NodeQuicSession>;
  /** Of `node:stream/iter`: when a writer takes more; `null` when it says nothing. */
  ondrain(writer: NodeQuicWriter): Promise<boolean> | null;
}

/** A UDP socket of Node's. */
export interface NodeQuicEndpoint {
  readonly address: NodeSocketAddress | undefined;
  /** Resolves when its sessions have ended. */
  close(): Promise<void>;
  destroy(): void;
}

interface NodeSocketAddress {
  readonly address: string;
  readonly port: number;
}

/** A session of Node's. */
export interface NodeQuicSession {
  readonly opened: Promise<{ readonly protocol: string }>;
  /** Rejects with an error that has `type` and `errorCode` when the end was not an orderly one. */
  readonly closed: Promise<unknown>;
  readonly path:
    | { readonly local: NodeSocketAddress; readonly remote: NodeSocketAddress }
    | undefined;
  readonly peerCertificate: unknown;
  readonly maxDatagramSize: number;
  onstream: ((stream: NodeQuicStream) => void) | undefined;
  ondatagram: ((datagram: Uint8Array) => void) | undefined;
  createBidirectionalStream(): Promise<NodeQuicStream>;
  /** Resolves to `0n` when it was not sent. */
  sendDatagram(datagram: Uint8Array): Promise<bigint>;
  /** Ends it now. */
  destroy(error: undefined, options: { readonly code: number; readonly type: 'application' }): void;
}

/** A stream of Node's. It may be iterated over once. */
export interface NodeQuicStream extends AsyncIterable<readonly Uint8Array[]> {
  readonly id: bigint | null;
  readonly writer: NodeQuicWriter;
  /** Resolves when both directions are done and acknowledged. */
  readonly closed: Promise<unknown>;
  onreset: ((error: unknown) => void) | undefined;
  onstopsending: ((error: unknown) => void) | undefined;
  resetStream(code: bigint): void;
  stopSending(code: bigint): void;
}

/** What a stream is written with. */
interface NodeQuicWriter {
  /** `false`: the chunk was not taken. */
  writeSync(chunk: Uint8Array): boolean;
  endSync(): unknown;
}

/** Load `node:quic`. @throws Error where this Node.js has none, or an older one. */
export async function loadNodeQuic(): Promise<NodeQuic> {
  const modules: unknown[] = await Promise.all(MODULES.map((name) => import(name)));
  const merged = Object.assign({}, ...modules) as object;
  if (isNodeQuic(merged)) return merged;
  throw new Error('its node:quic has an older interface than that of Node.js 26.2');
}

/** By what it does, for version numbers say little: 25.4 has streams that cannot be written to. */
function isNodeQuic(module: object): module is NodeQuic {
  if (!('QuicEndpoint' in module) || !('ondrain' in module)) return false;
  const { QuicStream } = module as Partial<NodeQuic>;
  return QuicStream !== undefined && 'writer' in QuicStream.prototype;
}

/** The application code in an error of Node's. */
export function codeOfError(error: unknown): number {
  const code = typeof error === 'object' && error !== null && 'errorCode' in error;
  return code ? Number(error.errorCode) : 0;
}

/** Not in every Node.js, and so nothing that a build may resolve. */
const MODULES = ['node:quic', 'node:stream/iter'];

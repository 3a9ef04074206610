import type { PacketCipher } from './cipher.ts';
import { FecEncoder } from './fec-encoder.ts';
import { FecReceiver } from './fec-receiver.ts';
import { fecHeaderBytes, fecTypeOf } from './fec-header.ts';
import type { PacketOutput } from './packet-writer.ts';
import type { ReedSolomon } from './reed-solomon.ts';

/** What is around the segments of a session: the same at both ends. */
export interface LayerSettings {
  readonly cipher: PacketCipher;
  /** For error correction; none without. */
  readonly code: ReedSolomon | undefined;
  /** The largest datagram. */
  readonly mtu: number;
}

/** Who takes the segments of a datagram. */
export interface SegmentsTarget {
  /** @param isRegular whether they were received, and not rebuilt from parity. */
  onSegments(segments: Uint8Array, isRegular: boolean): void;
}

/**
 * Makes datagrams of segments: `[token 8] [cipher header] [FEC header 8] segments [cipher tag]`, as
 * kcp-go but for the token, which is only between our own ends.
 */
export class PacketLayer implements PacketOutput {
  /** Bytes before the segments. */
  readonly headBytes: number;
  /** Bytes of a datagram up to the end of the segments. */
  readonly segmentsEnd: number;
  /** The time for the next packets; whoever sends sets it. */
  nowMs = 0;
  readonly #cipher: PacketCipher;
  readonly #token: Uint8Array | undefined;
  readonly #output: PacketOutput;
  readonly #tokenBytes: number;
  readonly #fecStart: number;
  readonly #encoder: FecEncoder | undefined;
  #receiver: FecReceiver | undefined;

  constructor(settings: LayerSettings, token: Uint8Array | undefined, output: PacketOutput) {
    const { cipher, code, mtu } = settings;
    this.#cipher = cipher;
    this.#token = token;
    this.#output = output;
    this.#tokenBytes = token?.length ?? 0;
    this.#fecStart = this.#tokenBytes + cipher.headerBytes;
    this.#encoder = code && new FecEncoder(code);
    this.#receiver = code && new FecReceiver(code);
    this.headBytes = this.#fecStart + (code === undefined ? 0 : fecHeaderBytes);
    this.segmentsEnd = mtu - (cipher.overheadBytes - cipher.headerBytes);
  }

  /** Data packets still to come until there is parity; 0 when none waits for it. */
  get missingForParity(): number {
    return this.#encoder?.missing ?? 0;
  }

  allocate(): Uint8Array {
    return this.#output.allocate();
  }

  transmit(packet: Uint8Array, length: number): void {
    const parityPackets = this.#encoder?.add(packet, this.#fecStart, length, this.nowMs) ?? 0;
    this.#seal(packet, length);
    for (let index = 0; index < parityPackets; index += 1) this.#sendParity(index);
  }

  /** Hand the segments of an opened datagram, and those it helps to rebuild, to `target`. */
  read(payload: Uint8Array, target: SegmentsTarget): void {
    const type = fecTypeOf(payload);
    if (type === undefined) return target.onSegments(payload, true);
    if (type === 'data') target.onSegments(payload.subarray(fecHeaderBytes), true);
    if (type === 'out-of-band') return;
    this.#receiver ??= new FecReceiver(undefined);
    for (const segments of this.#receiver.read(payload, type)) target.onSegments(segments, false);
  }

  #sendParity(index: number): void {
    const packet = this.#output.allocate();
    this.#seal(packet, this.#encoder?.writeParity(index, packet, this.#fecStart) ?? 0);
  }

  #seal(packet: Uint8Array, end: number): void {
    const token = this.#token;
    const sealed = token === undefined ? packet : packet.subarray(token.length);
    const length = this.#cipher.seal(sealed, end - this.#fecStart);
    if (token !== undefined) packet.set(token);
    this.#output.transmit(packet, this.#tokenBytes + length);
  }
}

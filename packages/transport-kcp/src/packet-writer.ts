import { Command, SEGMENT_HEADER_BYTES, SegmentHeader } from './segment.ts';
import type { OutgoingSegment } from './outgoing-segment.ts';

/** Where finished datagrams go. */
export interface PacketOutput {
  /** A block of at least `mtu` bytes to write the next datagram into; it may not be sent after all. */
  allocate(): Uint8Array;
  /**
   * Send the first `length` bytes of `packet`, a block of `allocate`, which the output owns again.
   * It begins with `headBytes` bytes for the layers below.
   */
  transmit(packet: Uint8Array, length: number): void;
}

/** Packs segments into datagrams, as many as fit into each. */
export class PacketWriter {
  readonly #output: PacketOutput;
  readonly #mtu: number;
  readonly #headBytes: number;
  readonly #conv: number;
  #wnd = 0;
  #una = 0;
  #sn = 0;
  #ts = 0;
  #packet: Uint8Array | undefined;
  #length = 0;

  constructor(output: PacketOutput, conv: number, mtu: number, headBytes: number) {
    this.#output = output;
    this.#mtu = mtu;
    this.#headBytes = headBytes;
    this.#conv = conv | 0;
  }

  /** Set what all segments say until the next `begin`. */
  begin(wnd: number, una: number): void {
    this.#wnd = Math.min(wnd, 0xffff);
    this.#una = una;
    this.#sn = 0;
    this.#ts = 0;
  }

  /** Add an acknowledgement. */
  ack(sn: number, ts: number): void {
    this.#sn = sn;
    this.#ts = ts;
    this.control(Command.ACK);
  }

  /** Add a segment without data. It repeats number and time of the one before (ikcp.c). */
  control(cmd: number): void {
    this.#append(cmd, 0, NOTHING, 0, 0);
  }

  /** Add `segment` with its data. */
  push(segment: OutgoingSegment): void {
    this.#sn = segment.sn;
    this.#ts = segment.ts;
    this.#append(Command.PUSH, segment.frg, segment.block, segment.start, segment.length);
  }

  /** Add `data` as a WINS segment of its own, which KCP peers take for the window alone. */
  tell(data: Uint8Array): void {
    this.#sn = 0;
    this.#ts = 0;
    this.#append(Command.WINS, 0, data, 0, data.length);
  }

  /** Send what has been added. */
  end(): void {
    const packet = this.#packet;
    if (packet === undefined) return;
    this.#packet = undefined;
    this.#output.transmit(packet, this.#length);
  }

  #append(cmd: number, frg: number, block: Uint8Array, start: number, length: number): void {
    if (this.#length + SEGMENT_HEADER_BYTES + length > this.#mtu) this.end();
    const packet = (this.#packet ??= this.#beginPacket());
    this.#writeHeader(packet, cmd, frg, length);
    copy(block, start, length, packet, this.#length + SEGMENT_HEADER_BYTES);
    this.#length += SEGMENT_HEADER_BYTES + length;
  }

  #writeHeader(packet: Uint8Array, cmd: number, frg: number, length: number): void {
    header.conv = this.#conv;
    header.cmd = cmd;
    header.frg = frg;
    header.wnd = this.#wnd;
    header.ts = this.#ts;
    header.sn = this.#sn;
    header.una = this.#una;
    header.len = length;
    header.write(packet, this.#length);
  }

  #beginPacket(): Uint8Array {
    this.#length = this.#headBytes;
    return this.#output.allocate();
  }
}

/** Copy `length` bytes; few of them one by one, which saves a view. */
function copy(
  from: Uint8Array,
  start: number,
  length: number,
  to: Uint8Array,
  toStart: number,
): void {
  if (length > LOOP_BYTES) {
    to.set(from.subarray(start, start + length), toStart);
    return;
  }
  for (let index = 0; index < length; index += 1) to[toStart + index] = from[start + index]!;
}

/** For whichever writer is about to write one: an idle session needs none of its own. */
const header = new SegmentHeader();
const NOTHING = new Uint8Array(0);
const LOOP_BYTES = 96;

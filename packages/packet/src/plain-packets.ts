import { type ByteWriter, Message } from '@net/core';
import type { ByteQueue, MessageHeader, PacketFeatures, PacketFormat } from '@net/core/extend';
import { checkFlagless, kindOfId } from './flagless.ts';
import { checkBodyBytes, checkFrameBytes } from './size-limits.ts';
import { maxUint, peekUint, setUint, type UintBytes } from './uint.ts';

/** What a `PlainPackets` is made of. */
export interface PlainLayout {
  /** The protocol's name, for errors. */
  readonly name: string;
  readonly commandBytes: UintBytes;
  readonly opaqueBytes: UintBytes;
  readonly littleEndian: boolean;
  readonly maxBodyBytes: number;
}

/**
 * `command(0|1|2|4) opaque(0|2|4) body`: a message type and an id where there is a field for them.
 * Without an id there are no requests.
 */
export class PlainPackets implements PacketFormat {
  readonly features: PacketFeatures;
  readonly #layout: PlainLayout;
  readonly #headerBytes: number;

  constructor(layout: PlainLayout) {
    this.#layout = layout;
    this.#headerBytes = layout.commandBytes + layout.opaqueBytes;
    this.features = {
      correlation: layout.opaqueBytes > 0,
      control: false,
      maxType: maxUint(layout.commandBytes),
      ids: layout.opaqueBytes === 2 ? IDS_OF_16_BITS : undefined,
    };
  }

  /** @throws NetError `FRAME_LENGTH_MISMATCH`, `FRAME_TOO_LARGE` */
  read(input: ByteQueue, bytes: number): Message {
    const { commandBytes, opaqueBytes, littleEndian, maxBodyBytes } = this.#layout;
    const headerBytes = this.#headerBytes;
    checkFrameBytes(bytes, headerBytes, headerBytes + maxBodyBytes);
    const type = peekUint(input, 0, commandBytes, littleEndian);
    const id = peekUint(input, commandBytes, opaqueBytes, littleEndian);
    input.skip(headerBytes);
    return new Message(kindOfId(id), type, id, input.take(bytes - headerBytes));
  }

  /** @throws NetError `UNSUPPORTED` for a kind, type or id that the layout has no room for. */
  begin(header: MessageHeader, out: ByteWriter): void {
    const { name, commandBytes, opaqueBytes, littleEndian } = this.#layout;
    checkFlagless(header, this.features, name);
    const at = out.reserve(this.#headerBytes);
    setUint(out, at, header.type, commandBytes, littleEndian);
    setUint(out, at + commandBytes, header.id, opaqueBytes, littleEndian);
  }

  end(out: ByteWriter, start: number): void {
    checkBodyBytes(out.length - start - this.#headerBytes, this.#layout.maxBodyBytes);
  }
}

const IDS_OF_16_BITS: PacketFeatures['ids'] = {
  dialler: { first: 1, last: 0x7fff },
  acceptor: { first: 0x8000, last: 0xffff },
};

import { type ByteWriter, Message, type Protocol } from '@net/core';
import type { ByteQueue, MessageHeader, PacketFeatures, PacketFormat } from '@net/core/extend';
import { flagsOfKind, kindOfFlags } from './packet-flags.ts';
import { framePackets } from './packet-framers.ts';
import {
  beginPacket,
  checkPacket,
  endPacket,
  HeaderAt,
  MAX_PREFIXED_BODY_BYTES,
  peekOpaque,
  takeBody,
} from './packet-header.ts';
import { resolveMaxBodyBytes } from './size-limits.ts';

interface PacketsOptions {
  /** The longest body, sent or received. 1 MiB; `false` is as long as the length can say, 4 GiB. */
  readonly maxBodyBytes?: number | false | undefined;
}

/**
 * The default protocol: `length(4)` on streams, then the 19-byte header and the body, big-endian.
 * Requests, answers, errors, cancels and deadlines; message types of 32 bits.
 *
 * @throws NetError `INVALID_OPTION`
 */
export function packets(options: PacketsOptions = {}): Protocol {
  const { maxBodyBytes: chosen } = options;
  const maxBodyBytes = resolveMaxBodyBytes(chosen, 1024 * 1024, MAX_PREFIXED_BODY_BYTES);
  return {
    name: 'packets',
    packets: new FlaggedPackets(maxBodyBytes),
    createFramer: (kind) => (kind === 'stream' ? framePackets(maxBodyBytes) : undefined),
  };
}

/** Puts `flags(1) command bits 8..31(3) argument(4)` into the header's extension. */
class FlaggedPackets implements PacketFormat {
  readonly features: PacketFeatures = { correlation: true, control: true, maxType: 0xffffffff };
  readonly #maxBodyBytes: number;

  constructor(maxBodyBytes: number) {
    this.#maxBodyBytes = maxBodyBytes;
  }

  read(input: ByteQueue, bytes: number): Message {
    checkPacket(input, bytes, this.#maxBodyBytes);
    const id = peekOpaque(input);
    const flagsAndType = input.peekUint32(At.extension);
    const kind = kindOfFlags(flagsAndType >>> 24, id);
    const type = ((flagsAndType << 8) | input.peekUint8(At.command)) >>> 0;
    const argument = input.peekUint32(ARGUMENT_AT);
    return new Message(kind, type, id, takeBody(input, bytes), argument);
  }

  begin(header: MessageHeader, out: ByteWriter): void {
    const flags = flagsOfKind(header.kind) << 24;
    beginPacket(out, header, flags | (header.type >>> 8), header.argument);
  }

  end(out: ByteWriter, start: number): void {
    endPacket(out, start, this.#maxBodyBytes);
  }
}

// A constant of this module: decision 18.
const At = HeaderAt;
const ARGUMENT_AT = HeaderAt.extension + 4;

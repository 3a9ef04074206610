import { type ByteWriter, Message, type Protocol } from '@net/core';
import type { ByteQueue, MessageHeader, PacketFeatures, PacketFormat } from '@net/core/extend';
import { checkFlagless, kindOfId } from './flagless.ts';
import { frameBarePackets, framePackets } from './packet-framers.ts';
import {
  beginPacket,
  checkPacket,
  endPacket,
  HEADER_BYTES,
  HeaderAt,
  MAX_BODY_BYTES,
  MAX_PREFIXED_BODY_BYTES,
  peekOpaque,
  takeBody,
} from './packet-header.ts';
import { resolveMaxBodyBytes } from './size-limits.ts';

interface TurboOptions {
  /**
   * Whether `length(4)` stands before each packet of a stream. `true`, for peers up to July 2017;
   * later ones know the 19-byte header alone.
   */
  readonly lengthPrefix?: boolean | undefined;
  /**
   * The longest body, sent or received: 32,749 bytes, without the prefix 2 MiB, which is what such
   * peers accept. `false` is as long as the length can say, 4 GiB.
   */
  readonly maxBodyBytes?: number | false | undefined;
}

/**
 * Speaks to peers built with blackbeans/turbo: the header of `packets()` without flags. So answers
 * are told from requests by their id, and errors, cancels and deadlines do not travel.
 *
 * @throws NetError `INVALID_OPTION`
 */
export function turbo(options: TurboOptions = {}): Protocol {
  const { lengthPrefix = true, maxBodyBytes: chosen } = options;
  const standard = lengthPrefix ? 32_749 : 2 * 1024 * 1024;
  const most = lengthPrefix ? MAX_PREFIXED_BODY_BYTES : MAX_BODY_BYTES;
  const maxBodyBytes = resolveMaxBodyBytes(chosen, standard, most);
  const createFramer = lengthPrefix ? framePackets : frameBarePackets;
  return {
    name: 'turbo',
    packets: new TurboPackets(maxBodyBytes),
    createFramer: (kind) => (kind === 'stream' ? createFramer(maxBodyBytes) : undefined),
  };
}

/** What `turboHeader` reads. */
interface TurboHeader {
  /** From -32768 to 32767. */
  readonly version: number;
  /** Eight bytes as they came: a view of the received bytes, as the body is. */
  readonly extension: Uint8Array;
}

/**
 * The fields of a received packet that a `Message` has no room for, read from the bytes that stand
 * before `message.body` in its buffer. So `message` must be one that `turbo()` or `packets()` made,
 * not a copy of it.
 *
 * @throws TypeError when no such header stands there.
 */
export function turboHeader(message: Message): TurboHeader {
  const { buffer, byteOffset, byteLength } = message.body;
  if (byteOffset < HEADER_BYTES) throw new TypeError(NOT_TURBO);
  const header = new DataView(buffer, byteOffset - HEADER_BYTES, HEADER_BYTES);
  if (header.getUint32(HeaderAt.bodyBytes) !== byteLength) throw new TypeError(NOT_TURBO);
  return {
    version: header.getInt16(HeaderAt.version),
    extension: new Uint8Array(buffer, header.byteOffset + HeaderAt.extension, EXTENSION_BYTES),
  };
}

/** Passes version and extension through. */
class TurboPackets implements PacketFormat {
  readonly features: PacketFeatures = {
    correlation: true,
    control: false,
    maxType: 0xff,
    ids: TURBO_IDS,
  };
  readonly #maxBodyBytes: number;

  constructor(maxBodyBytes: number) {
    this.#maxBodyBytes = maxBodyBytes;
  }

  read(input: ByteQueue, bytes: number): Message {
    checkPacket(input, bytes, this.#maxBodyBytes);
    const id = peekOpaque(input);
    const type = input.peekUint8(HeaderAt.command);
    return new Message(kindOfId(id), type, id, takeBody(input, bytes));
  }

  begin(header: MessageHeader, out: ByteWriter): void {
    checkFlagless(header, this.features, 'turbo');
    const { extension } = header;
    if (extension !== undefined) checkExtension(extension);
    const at = beginPacket(out, header, 0, 0) + HeaderAt.extension;
    for (const [index, byte] of extension?.entries() ?? []) out.setUint8(at + index, byte);
  }

  end(out: ByteWriter, start: number): void {
    endPacket(out, start, this.#maxBodyBytes);
  }
}

function checkExtension({ length }: Uint8Array): void {
  if (length === EXTENSION_BYTES) return;
  throw new TypeError(`an extension is ${EXTENSION_BYTES} bytes, got ${length}`);
}

/**
 * Old peers take an id of 2^31 and more for "none", and remember every id they ever answered: so the
 * ids are few, and those of the accepting side lie where no peer's own are.
 */
const TURBO_IDS: PacketFeatures['ids'] = {
  dialler: { first: 1, last: 159_999 },
  acceptor: { first: 0x40000000, last: 0x40000000 + 159_999 },
};
const EXTENSION_BYTES = 8;
const NOT_TURBO = 'the header of a message that turbo() has not read is not known';

import { ByteWriter } from './byte-writer.ts';
import type { Codec } from './codec.ts';
import { NetError } from './errors.ts';
import type { MessageHeader } from './message.ts';
import type { Framer, PacketFormat } from './protocol.ts';

/** One packet, framed, as `connection.send` wants it: encoded once for many sessions. */
export function encodePacket<T>(
  framer: Framer | undefined,
  packets: PacketFormat,
  header: MessageHeader,
  codec: Codec<T>,
  value: T,
): Uint8Array {
  const out = new ByteWriter();
  try {
    writePacket(out, framer, packets, header, codec, value);
  } catch (error) {
    throw toEncodeError(error);
  }
  return out.takeCopy();
}

/** Append one packet, framed. What was written before a throw is for the caller to take back. */
export function writePacket<T>(
  out: ByteWriter,
  framer: Framer | undefined,
  packets: PacketFormat,
  header: MessageHeader,
  codec: Codec<T>,
  value: T,
): void {
  const start = out.length;
  framer?.begin(out);
  const packetStart = out.length;
  packets.begin(header, out);
  codec.encode(value, out);
  packets.end(out, packetStart);
  framer?.end(out, start);
}

/** What the caller of `send` is told when a packet cannot be written. */
export function toEncodeError(error: unknown): NetError {
  if (error instanceof NetError) return error;
  return new NetError('ENCODE_FAILED', 'a value cannot be encoded', { cause: error });
}

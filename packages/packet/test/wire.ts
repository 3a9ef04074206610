import { ByteWriter, type Message, MessageKind, NetError, type Protocol } from '@net/core';
import {
  ByteQueue,
  type ConnectionKind,
  type Framer,
  type MessageHeader,
  type PacketFormat,
} from '@net/core/extend';

/** Bytes from hex; spaces are for the reader. */
export function bytesOf(hex: string): Uint8Array {
  return Uint8Array.from(Buffer.from(hex.replaceAll(' ', ''), 'hex'));
}

export function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

/** A header with what matters to the test. */
export function headerOf(fields: Partial<MessageHeader> = {}): MessageHeader {
  return { kind: MessageKind.Push, type: 0, id: 0, argument: 0, ...fields };
}

/** One packet as a session writes it, with the framer's part where the connection has one. */
export function encode(
  protocol: Protocol,
  kind: ConnectionKind,
  header: MessageHeader,
  body: Uint8Array = new Uint8Array(0),
): Uint8Array {
  const out = new ByteWriter();
  // What stands before it in the buffer must not matter.
  out.writeUint8(0x55);
  const framer = protocol.createFramer(kind);
  framer?.begin(out);
  const packetStart = out.length;
  protocol.packets.begin(header, out);
  out.writeBytes(body);
  protocol.packets.end(out, packetStart);
  framer?.end(out, 1);
  return out.take().subarray(1);
}

/** The messages that a session makes of `chunks`. */
export function receive(
  protocol: Protocol,
  kind: ConnectionKind,
  chunks: readonly Uint8Array[],
): Message[] {
  const framer = protocol.createFramer(kind);
  const packets = framer === undefined ? chunks : framesOf(framer, chunks);
  return packets.map((packet) => readPacket(protocol.packets, packet));
}

/** The message that `format` reads from a packet of its own. */
export function readPacket(format: PacketFormat, packet: Uint8Array): Message {
  return format.read(queueOf(packet), packet.length);
}

export function queueOf(bytes: Uint8Array): ByteQueue {
  const queue = new ByteQueue();
  queue.push(bytes);
  return queue;
}

/** The code of the error that a session ends with when it receives these bytes. */
export function codeOfReceiving(protocol: Protocol, kind: ConnectionKind, hex: string): string {
  return codeOf(() => receive(protocol, kind, [bytesOf(hex)]));
}

/** The frames that `framer` cuts from `chunks`. */
export function framesOf(framer: Framer, chunks: readonly Uint8Array[]): Uint8Array[] {
  const input = new ByteQueue();
  const frames: Uint8Array[] = [];
  for (const chunk of chunks) {
    input.push(chunk);
    for (let bytes = framer.decode(input); bytes !== undefined; bytes = framer.decode(input)) {
      frames.push(input.take(bytes));
      input.skip(framer.trailerBytes);
    }
  }
  return frames;
}

/** `bytes` in chunks of one byte. */
export function trickle(bytes: Uint8Array): Uint8Array[] {
  return Array.from(bytes, (byte) => Uint8Array.of(byte));
}

/** The frame that `framer` writes around `payload`. */
export function frame(framer: Framer, payload: Uint8Array): Uint8Array {
  const out = new ByteWriter();
  framer.begin(out);
  out.writeBytes(payload);
  framer.end(out, 0);
  return out.take();
}

/** The code of the NetError that `run` throws; whatever else it throws is passed on. */
export function codeOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof NetError) return error.code;
    throw error;
  }
  return 'nothing thrown';
}

/** How many bytes are copied between arrays while `run` runs. */
export function countCopiedBytes(run: () => void): number {
  const { prototype } = Uint8Array;
  let copied = 0;
  Object.defineProperty(prototype, 'set', {
    configurable: true,
    value(this: Uint8Array, source: ArrayLike<number>, offset?: number) {
      copied += source.length;
      Reflect.apply(Object.getPrototypeOf(prototype).set, this, [source, offset]);
    },
  });
  try {
    run();
  } finally {
    Reflect.deleteProperty(prototype, 'set');
  }
  return copied;
}

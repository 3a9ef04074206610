import { type Codec, MessageKind, type Protocol } from '../../src/index.ts';
import type { MessageHeader } from '../../src/extend.ts';
import { ByteWriter } from '../../src/index.ts';
import type { ConnectionKind } from '../../src/extend.ts';

/** Bytes from hex; spaces are for the reader. */
export function bytesOf(hex: string): Uint8Array {
  return Uint8Array.from(Buffer.from(hex.replaceAll(' ', ''), 'hex'));
}

export function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

/** Hex as `hexOf` gives it; spaces are for the reader. */
export function hex(spaced: string): string {
  return spaced.replaceAll(' ', '');
}

export function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString();
}

/** A body of UTF-8; broken UTF-8 cannot be decoded. */
export const text: Codec<string> = {
  encode: (value, out) => out.writeUtf8(value),
  decode: (bytes) => decoder.decode(bytes),
};

/** A push of message type `type`. */
export function push(type: number, body = ''): Packet {
  return { header: headerOf(MessageKind.Push, type, 0), body: Buffer.from(body) };
}

/** A request whose caller waits `deadlineMs`; 0 does not say. */
export function request(type: number, id: number, body = '', deadlineMs = 0): Packet {
  return { header: headerOf(MessageKind.Request, type, id, deadlineMs), body: Buffer.from(body) };
}

export function response(type: number, id: number, body = ''): Packet {
  return { header: headerOf(MessageKind.Response, type, id), body: Buffer.from(body) };
}

export function failure(type: number, id: number, body = ''): Packet {
  return { header: headerOf(MessageKind.Failure, type, id), body: Buffer.from(body) };
}

export function cancel(type: number, id: number): Packet {
  return { header: headerOf(MessageKind.Cancel, type, id), body: new Uint8Array(0) };
}

/** What stands in a packet. */
export interface Packet {
  readonly header: MessageHeader;
  readonly body: Uint8Array;
}

/** The packets as one `send` of that kind of connection holds them. */
export function encode(
  protocol: Protocol,
  kind: ConnectionKind,
  packets: readonly Packet[],
): Uint8Array {
  const out = new ByteWriter();
  const framer = protocol.createFramer(kind);
  for (const { header, body } of packets) {
    const start = out.length;
    framer?.begin(out);
    const packetStart = out.length;
    protocol.packets.begin(header, out);
    out.writeBytes(body);
    protocol.packets.end(out, packetStart);
    framer?.end(out, start);
  }
  return out.takeCopy();
}

function headerOf(kind: MessageKind, type: number, id: number, argument = 0): MessageHeader {
  return { kind, type, id, argument };
}

const decoder = new TextDecoder('utf-8', { fatal: true });

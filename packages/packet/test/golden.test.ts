import { describe, expect, it } from '@jest/globals';
import { type Message, MessageKind, type Protocol } from '@net/core';
import type { MessageHeader } from '@net/core/extend';
import { gonet, packets, turbo, turboHeader } from '../src/index.ts';
import vectors from './vectors/packets.json' with { type: 'json' };
import { bytesOf, codeOf, encode, headerOf, hexOf, receive, trickle } from './wire.ts';

describe('the golden bytes of wire-formats', () => {
  it('are what every packet is written as', () => {
    const written = vectors.packets.map(({ format, packet }) =>
      hexOf(encode(protocolOf(format), kindOf(format), headerFor(packet), bytesOf(packet.body))),
    );
    expect(written).toEqual(vectors.packets.map(({ bytes }) => bytes));
  });

  it('are read back', () => {
    const read = vectors.packets.map(({ format, bytes }) =>
      receive(protocolOf(format), kindOf(format), [bytesOf(bytes)]).map(fieldsOf(format)),
    );
    expect(read).toEqual(vectors.packets.map(({ packet }) => [expected(packet)]));
  });

  it('are read back when they come byte by byte', () => {
    const streams = vectors.packets.filter(({ format }) => kindOf(format) === 'stream');
    const read = streams.map(({ format, bytes }) =>
      receive(protocolOf(format), 'stream', trickle(bytesOf(bytes))).map(fieldsOf(format)),
    );
    expect(read).toEqual(streams.map(({ packet }) => [expected(packet)]));
  });

  it('are refused with their code where they are malformed', () => {
    const codes = vectors.refused.map(({ format, bytes }) =>
      codeOf(() => receive(protocolOf(format), kindOf(format), [bytesOf(bytes)])),
    );
    expect(codes).toEqual(vectors.refused.map(({ error }) => error));
  });

  it('are refused with their code when they come byte by byte', () => {
    const codes = vectors.refused.map(({ format, bytes }) =>
      codeOf(() => receive(protocolOf(format), kindOf(format), trickle(bytesOf(bytes)))),
    );
    expect(codes).toEqual(vectors.refused.map(({ error }) => error));
  });
});

interface Format {
  readonly name: string;
  readonly lengthPrefix?: boolean;
}

interface Packet {
  readonly command: number;
  readonly opaque: number;
  readonly version: number;
  readonly body: string;
  readonly extension?: string;
  readonly flags?: number;
  readonly argument?: number;
}

function protocolOf({ name, lengthPrefix }: Format): Protocol {
  if (name === 'turbo') return turbo({ lengthPrefix });
  return name === 'gonet' ? gonet({ lengthPrefix }) : packets();
}

function kindOf({ name, lengthPrefix }: Format): 'stream' | 'message' {
  return name === 'gonet' && lengthPrefix === false ? 'message' : 'stream';
}

function headerFor(packet: Packet): MessageHeader {
  return headerOf({
    kind: expectedKind(packet),
    type: packet.command,
    id: packet.opaque,
    argument: packet.argument ?? 0,
    version: packet.version,
    extension: packet.extension === undefined ? undefined : bytesOf(packet.extension),
  });
}

function expectedKind({ flags = 0, opaque }: Packet): MessageKind {
  if (flags === 0) return opaque === 0 ? MessageKind.Push : MessageKind.Request;
  return flags === 1 ? MessageKind.Response : MessageKind.Cancel;
}

/** What a `Message` says, and of turbo what stands before its body. */
function fieldsOf(format: Format): (message: Message) => object {
  return (message) => {
    const { kind, type, id, argument } = message;
    const fields = { kind, type, id, argument, body: hexOf(message.body) };
    if (format.name !== 'turbo') return fields;
    const { version, extension } = turboHeader(message);
    return { ...fields, version, extension: hexOf(extension) };
  };
}

function expected(packet: Packet): object {
  const { command, opaque, body, argument = 0, version, extension } = packet;
  const fields = { kind: expectedKind(packet), type: command, id: opaque, argument, body };
  return extension === undefined ? fields : { ...fields, version, extension };
}

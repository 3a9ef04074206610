import { ByteWriter, MessageKind, type Protocol } from '@net/core';
import { ByteQueue, type MessageHeader } from '@net/core/extend';
import { gonet, packets, turbo } from '@net/packet';
import { BODY, MESSAGES_PER_CHUNK, repeat, type Work } from './work.ts';

/** Framers and packet formats: what a stream of packets costs to cut and read, and to write. */
export function packetWork(): Work[] {
  const protocols = [packets(), turbo(), turbo({ lengthPrefix: false }), gonet()];
  const names = ['packets', 'turbo', 'turbo-2017', 'gonet'];
  return protocols.flatMap((protocol, index) => [
    cutting(names[index]!, protocol),
    reading(names[index]!, protocol),
    writing(names[index]!, protocol),
  ]);
}

function cutting(name: string, protocol: Protocol): Work {
  const stream = streamOf(protocol);
  const framer = protocol.createFramer('stream')!;
  const run = (): void => {
    const input = new ByteQueue();
    input.push(stream);
    for (let bytes = framer.decode(input); bytes !== undefined; bytes = framer.decode(input)) {
      input.skip(bytes);
    }
  };
  return { name: `framer: cut ${name}`, messages: MESSAGES_PER_CHUNK, run };
}

function reading(name: string, protocol: Protocol): Work {
  const stream = streamOf(protocol);
  const framer = protocol.createFramer('stream')!;
  const run = (): void => {
    const input = new ByteQueue();
    input.push(stream);
    for (let bytes = framer.decode(input); bytes !== undefined; bytes = framer.decode(input)) {
      protocol.packets.read(input, bytes);
    }
  };
  return { name: `packet: cut and read ${name}`, messages: MESSAGES_PER_CHUNK, run };
}

function writing(name: string, protocol: Protocol): Work {
  const out = new ByteWriter();
  const framer = protocol.createFramer('stream')!;
  const run = (): void => {
    for (let count = 0; count < MESSAGES_PER_CHUNK; count++) {
      const start = out.length;
      framer.begin(out);
      const packetStart = out.length;
      protocol.packets.begin(HEADER, out);
      out.writeBytes(BODY);
      protocol.packets.end(out, packetStart);
      framer.end(out, start);
    }
    out.take();
  };
  return { name: `packet: write ${name}`, messages: MESSAGES_PER_CHUNK, run };
}

function streamOf(protocol: Protocol): Uint8Array {
  const out = new ByteWriter();
  const framer = protocol.createFramer('stream')!;
  framer.begin(out);
  const packetStart = out.length;
  protocol.packets.begin(HEADER, out);
  out.writeBytes(BODY);
  protocol.packets.end(out, packetStart);
  framer.end(out, 0);
  return repeat(out.take(), MESSAGES_PER_CHUNK);
}

const HEADER: MessageHeader = { kind: MessageKind.Push, type: 1, id: 0, argument: 0 };

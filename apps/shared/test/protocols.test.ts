import { ByteWriter, MessageKind } from '@net/core';
import { describe, expect, it } from '@jest/globals';
import { PROTOCOL_NAMES, type ProtocolName, protocolOf } from '../src/protocols.ts';

/** A packet on a byte stream: type 1, body "echo". */
function onStream(name: ProtocolName, kind: MessageKind, id: number): string {
  const protocol = protocolOf(name);
  const { packets } = protocol;
  const framer = protocol.createFramer('stream');
  const out = new ByteWriter();
  framer?.begin(out);
  const start = out.length;
  packets.begin({ kind, type: 1, id, argument: 0 }, out);
  out.writeBytes(Buffer.from('echo'));
  packets.end(out, start);
  framer?.end(out, 0);
  return Buffer.from(out.take()).toString('hex');
}

describe('protocolOf', () => {
  it('makes turbo with the 23 bytes that begin with a length', () => {
    const packet = '00000017 00000001 01 0000 0000000000000000 00000004 6563686f';
    expect(onStream('turbo', MessageKind.Request, 1)).toBe(packet.replaceAll(' ', ''));
  });

  it('makes turbo-2017 with the 19 bytes that do not', () => {
    const packet = '00000001 01 0000 0000000000000000 00000004 6563686f';
    expect(onStream('turbo-2017', MessageKind.Request, 1)).toBe(packet.replaceAll(' ', ''));
  });

  it('makes gonet with a size of two bytes, little-endian', () => {
    expect(onStream('gonet', MessageKind.Push, 0)).toBe(
      '0800 01000000 6563686f'.replaceAll(' ', ''),
    );
  });

  it('makes gonet-2023, which byte streams cannot carry', () => {
    expect(() => protocolOf('gonet-2023').createFramer('stream')).toThrow(
      expect.objectContaining({ code: 'UNSUPPORTED' }),
    );
  });
});

describe('PROTOCOL_NAMES', () => {
  it('lists what --protocol takes', () => {
    expect(PROTOCOL_NAMES).toEqual(['packets', 'turbo', 'turbo-2017', 'gonet', 'gonet-2023']);
  });
});

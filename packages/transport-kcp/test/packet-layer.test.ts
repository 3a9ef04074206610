import { describe, expect, it } from '@jest/globals';
import type { CipherName } from '../src/cipher.ts';
import { createCipher } from '../src/ciphers/create-cipher.ts';
import { PacketLayer } from '../src/packet-layer.ts';
import { ReedSolomon } from '../src/reed-solomon.ts';

interface Scene {
  readonly layer: PacketLayer;
  readonly sent: Uint8Array[];
  readonly send: (text: string) => void;
}

function scene(name: CipherName, code?: ReedSolomon, token?: Uint8Array): Scene {
  const cipher = createCipher(name, name === 'aes-gcm' ? new Uint8Array(16) : undefined);
  const sent: Uint8Array[] = [];
  const output = {
    allocate: () => new Uint8Array(1400).fill(0xdd),
    transmit: (packet: Uint8Array, length: number) => void sent.push(packet.slice(0, length)),
  };
  const layer = new PacketLayer({ cipher, code, mtu: 1400 }, token, output);
  const send = (text: string): void => {
    const packet = layer.allocate();
    packet.set(Buffer.from(text), layer.headBytes);
    layer.transmit(packet, layer.headBytes + text.length);
  };
  return { layer, sent, send };
}

function read(layer: PacketLayer, payload: Uint8Array): string[] {
  const taken: string[] = [];
  layer.read(payload, {
    onSegments(segments, isRegular) {
      taken.push(`${isRegular ? 'received' : 'rebuilt'} ${Buffer.from(segments).toString()}`);
    },
  });
  return taken;
}

describe('PacketLayer', () => {
  it.each<[CipherName, boolean, number, number]>([
    ['null', false, 0, 1400],
    ['null', true, 8, 1400],
    ['none', false, 20, 1400],
    ['none', true, 28, 1400],
    ['aes-gcm', false, 12, 1384],
    ['aes-gcm', true, 20, 1384],
  ])(
    'leaves room around the segments with %s and FEC %s',
    (name, hasFec, headBytes, segmentsEnd) => {
      const { layer } = scene(name, hasFec ? new ReedSolomon(2, 1) : undefined);
      expect(layer).toMatchObject({ headBytes, segmentsEnd });
    },
  );

  it('adds nothing without cipher and FEC', () => {
    const { layer, sent, send } = scene('null');
    send('segments');
    expect(sent.map((packet) => Buffer.from(packet).toString())).toEqual(['segments']);
    expect(read(layer, Buffer.from('segments'))).toEqual(['received segments']);
  });

  it('puts the token before everything else', () => {
    const token = new Uint8Array(8).fill(0xee);
    const { layer, sent, send } = scene('aes-gcm', undefined, token);
    send('segments');
    expect(layer.headBytes).toBe(20);
    expect(Buffer.from(sent[0] ?? []).toString('hex')).toMatch(/^e{16}/);
    expect(sent[0]).toHaveLength(8 + 28 + 8);
    const opened = createCipher('aes-gcm', new Uint8Array(16)).open(sent[0]!.subarray(8));
    expect(Buffer.from(opened ?? []).toString()).toBe('segments');
  });

  it('sends parity after a group, from which a lost packet is rebuilt', () => {
    const { layer, sent, send } = scene('null', new ReedSolomon(2, 1));
    send('one!');
    expect(layer.missingForParity).toBe(1);
    send('other');
    expect([sent.length, layer.missingForParity]).toEqual([3, 0]);
    const peer = scene('null', new ReedSolomon(2, 1)).layer;
    expect(read(peer, sent[1]!)).toEqual(['received other']);
    expect(read(peer, sent[2]!)).toEqual(['rebuilt one!']);
  });

  it('takes packets with FEC from a peer when it has none itself, and learns its groups', () => {
    const { sent, send } = scene('null', new ReedSolomon(2, 1));
    for (const text of ['a1', 'a2', 'b1', 'b2', 'c1', 'c2']) send(text);
    const { layer } = scene('null');
    const taken = sent.filter((_, index) => index !== 6).map((packet) => read(layer, packet));
    expect(taken.flat()).toEqual([
      'received a1',
      'received a2',
      'received b1',
      'received b2',
      'received c2',
      'rebuilt c1',
    ]);
  });

  it('ignores packets that are not for KCP', () => {
    const { layer } = scene('null');
    expect(read(layer, Buffer.from('fffffffff30008000000000000', 'hex'))).toEqual([]);
  });
});

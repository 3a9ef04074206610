import { describe, expect, it } from '@jest/globals';
import { OutgoingSegment } from '../src/outgoing-segment.ts';
import { PacketWriter } from '../src/packet-writer.ts';
import { Command } from '../src/segment.ts';

function writer(mtu: number, headBytes = 0): { writer: PacketWriter; packets: string[] } {
  const packets: string[] = [];
  const output = {
    allocate: () => new Uint8Array(mtu),
    transmit: (packet: Uint8Array, length: number) =>
      void packets.push(Buffer.from(packet.subarray(0, length)).toString('hex')),
  };
  return { writer: new PacketWriter(output, 7, mtu, headBytes), packets };
}

function segment(sn: number, data: Uint8Array): OutgoingSegment {
  const outgoing = new OutgoingSegment();
  outgoing.reset(sn, 0, data, 0, data.length);
  return outgoing;
}

const ACK = '070000005200200009000000050000000300000000000000';

describe('PacketWriter', () => {
  it('sends nothing when nothing was written', () => {
    const { writer: out, packets } = writer(100);
    out.begin(32, 3);
    out.end();
    expect(packets).toEqual([]);
  });

  it('leaves the head of a datagram to others', () => {
    const { writer: out, packets } = writer(100, 2);
    out.begin(32, 3);
    out.ack(5, 9);
    out.end();
    expect(packets).toEqual([`0000${ACK}`]);
  });

  it('repeats number and time of the last acknowledgement in a control segment', () => {
    const { writer: out, packets } = writer(100);
    out.begin(32, 3);
    out.ack(5, 9);
    out.control(Command.WASK);
    out.end();
    expect(packets).toEqual([ACK + ACK.replace('52', '53')]);
  });

  it('begins another datagram when a segment does not fit', () => {
    const { writer: out, packets } = writer(60);
    out.begin(32, 3);
    out.ack(5, 9);
    out.push(segment(6, new Uint8Array([0xaa])));
    out.push(segment(7, new Uint8Array(36).fill(0xbb)));
    out.end();
    expect(packets.map((packet) => packet.length / 2)).toEqual([49, 60]);
  });

  it('copies long data as it does short', () => {
    const { writer: out, packets } = writer(400);
    const data = Uint8Array.from({ length: 200 }, (_, index) => index);
    out.begin(0, 0);
    out.push(segment(0, data));
    out.end();
    expect(packets[0]?.slice(48)).toBe(Buffer.from(data).toString('hex'));
  });

  it('tells a window of 65,535 at most', () => {
    const { writer: out, packets } = writer(100);
    out.begin(70_000, 0);
    out.control(Command.WINS);
    out.end();
    expect(packets[0]?.slice(12, 16)).toBe('ffff');
  });
});

import { describe, expect, it } from '@jest/globals';
import { FecReceiver } from '../src/fec-receiver.ts';
import { ReedSolomon } from '../src/reed-solomon.ts';
import { fecPackets } from './support/fec-packets.ts';

const GROUP = [1, 2, 3].map((value) => new Uint8Array(10).fill(value));

function typeOf(packet: Uint8Array): 'data' | 'parity' {
  return packet[4] === 0xf1 ? 'data' : 'parity';
}

describe('FecReceiver', () => {
  it('rebuilds with the numbers that it was given', () => {
    const code = new ReedSolomon(3, 1);
    const receiver = new FecReceiver(code);
    const packets = fecPackets(code, GROUP).slice(1);
    const rebuilt = packets.flatMap((packet) => receiver.read(packet, typeOf(packet)));
    expect(rebuilt).toEqual([GROUP[0]]);
  });

  it('rebuilds nothing before it knows the numbers of the peer', () => {
    const receiver = new FecReceiver(undefined);
    const packets = fecPackets(new ReedSolomon(3, 1), GROUP).slice(1);
    expect(packets.flatMap((packet) => receiver.read(packet, typeOf(packet)))).toEqual([]);
  });
});

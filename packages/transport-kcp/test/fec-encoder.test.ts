import { describe, expect, it } from '@jest/globals';
import { FecEncoder } from '../src/fec-encoder.ts';
import { ReedSolomon } from '../src/reed-solomon.ts';
import { sendersWithFec } from './support/captures.ts';
import { packetsOf, toHex } from './support/fec-packets.ts';
import encoder from './vectors/kcp-go/fec-encoder.json' with { type: 'json' };

describe('FecEncoder', () => {
  it('sends what kcp-go sends', () => {
    for (const { data, parity, firstSeqid, steps } of encoder.cases) {
      const ours = new FecEncoder(new ReedSolomon(data, parity), firstSeqid);
      for (const step of steps) {
        const expected = [step.data, ...('parity' in step ? step.parity : [])];
        expect(send(ours, step.frame, 0)).toEqual(expected);
      }
    }
    expect(encoder.cases).toHaveLength(6);
  });

  it.each(sendersWithFec())('sends what was captured: $name', ({ data, parity, datagrams }) => {
    const ours = new FecEncoder(new ReedSolomon(data, parity));
    const captured = datagrams.map(({ plain }) => plain);
    const sent = captured
      .filter((plain) => plain.startsWith('f100', 8))
      .flatMap((plain) => send(ours, plain.slice(16), 0));
    expect(sent.slice(0, captured.length)).toEqual(captured);
  });

  it('writes behind what stands before the header, and no further than the packet', () => {
    const ours = new FecEncoder(new ReedSolomon(1, 1));
    const packet = Buffer.from('eeee0000000000000000aabbccee', 'hex');
    expect(ours.add(packet, 2, 13, 0)).toBe(1);
    expect(packet.toString('hex')).toBe('eeee00000000f1000500aabbccee');
    const parity = Buffer.alloc(14, 0xee);
    expect(ours.writeParity(0, parity, 2)).toBe(13);
    expect(parity.toString('hex')).toBe('eeee01000000f2000500aabbccee');
  });

  it('says how many packets a group lacks', () => {
    const ours = new FecEncoder(new ReedSolomon(3, 1));
    const missing = Array.from({ length: 5 }, () => {
      send(ours, 'aa', 0);
      return ours.missing;
    });
    expect(new FecEncoder(new ReedSolomon(3, 1)).missing).toBe(0);
    expect(missing).toEqual([2, 1, 0, 2, 1]);
  });

  it('leaves out the parity of a group that ends after a pause, but not its sequence ids', () => {
    const ours = new FecEncoder(new ReedSolomon(2, 2));
    expect(send(ours, 'aa', 0)).toHaveLength(1);
    expect(send(ours, 'aa', 500)).toEqual(['01000000f1000300aa']);
    expect(send(ours, 'aa', 5000)).toEqual(['04000000f1000300aa']);
    expect(send(ours, 'aa', 5499)).toHaveLength(3);
  });

  it('sends the parity of a group of one after any pause', () => {
    const ours = new FecEncoder(new ReedSolomon(1, 1));
    expect(send(ours, 'aa', 0)).toHaveLength(2);
    expect(send(ours, 'bb', 90_000)).toHaveLength(2);
  });

  it('begins at zero again when the parity left out was the last', () => {
    const ours = new FecEncoder(new ReedSolomon(3, 2), 4294967290);
    for (const atMs of [0, 0, 1000]) send(ours, 'aa', atMs);
    expect(send(ours, 'aa', 1000)).toEqual(['00000000f1000300aa']);
  });
});

/** The packets that go out for one datagram, in hex. */
function send(encoder: FecEncoder, segments: string, nowMs: number): string[] {
  return packetsOf(encoder, Buffer.from(segments, 'hex'), nowMs).map(toHex);
}

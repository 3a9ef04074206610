import { describe, expect, it } from '@jest/globals';
import { Fragments } from '../src/fragments.ts';
import { Opcode } from '../src/frame.ts';
import { heldBytesEach } from './support/held-memory.ts';

describe('Fragments', () => {
  it('joins what was added, and forgets it', () => {
    const fragments = new Fragments();
    for (const [opcode, text] of [
      [Opcode.text, 'a'],
      [Opcode.continuation, ''],
      [Opcode.continuation, 'bc'],
    ] as const) {
      fragments.add(opcode, Buffer.from(text));
    }
    expect([fragments.opcode, fragments.count, fragments.length]).toEqual([Opcode.text, 3, 3]);
    expect(Buffer.from(fragments.take()).toString()).toBe('abc');
    expect([fragments.opcode, fragments.count, fragments.length]).toEqual([
      Opcode.continuation,
      0,
      0,
    ]);
  });

  it('keeps no large chunk for a small fragment', () => {
    const fragments = new Fragments();
    fragments.add(Opcode.binary, new Uint8Array(65_536).subarray(0, 1));
    expect(fragments.take().buffer.byteLength).toBeLessThanOrEqual(256);
  });

  it('keeps nothing of a message that it has handed over', async () => {
    const each = await heldBytesEach(500, () => {
      const fragments = new Fragments();
      fragments.add(Opcode.binary, new Uint8Array(65_536));
      expect(fragments.take()).toHaveLength(65_536);
      return fragments;
    });
    expect(each).toBeLessThan(4096);
  });

  it('hands over messages that share no memory', () => {
    const fragments = new Fragments();
    fragments.add(Opcode.binary, Buffer.from('a'));
    const first = fragments.take();
    fragments.add(Opcode.binary, Buffer.from('b'));
    fragments.take();
    expect(Buffer.from(first).toString()).toBe('a');
  });
});

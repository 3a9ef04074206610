import { describe, expect, it } from '@jest/globals';
import { Fragments } from '../src/fragments.ts';
import { Opcode } from '../src/frame.ts';
import { heldBytesEach } from './support/held-memory.ts';

/** Takes the message. */
function textOf(fragments: Fragments): string {
  const { length } = fragments;
  return Buffer.from(fragments.end().take(length)).toString();
}

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
    expect(textOf(fragments)).toBe('abc');
    expect([fragments.opcode, fragments.count, fragments.length]).toEqual([
      Opcode.continuation,
      0,
      0,
    ]);
  });

  it('keeps no large chunk for a small fragment', () => {
    const fragments = new Fragments();
    fragments.add(Opcode.binary, new Uint8Array(65_536).subarray(0, 1));
    expect(fragments.end().take(1).buffer.byteLength).toBeLessThanOrEqual(256);
  });

  it('keeps nothing of a message that it has handed over', async () => {
    const each = await heldBytesEach(500, () => {
      const fragments = new Fragments();
      fragments.add(Opcode.binary, new Uint8Array(65_536));
      expect(fragments.end().take(65_536)).toHaveLength(65_536);
      fragments.trim();
      return fragments;
    });
    expect(each).toBeLessThan(4096);
  });

  it('hands over messages that share no memory', () => {
    const fragments = new Fragments();
    fragments.add(Opcode.binary, Buffer.from('a'));
    const first = fragments.end().take(1);
    fragments.add(Opcode.binary, Buffer.from('b'));
    expect(textOf(fragments)).toBe('b');
    expect(Buffer.from(first).toString()).toBe('a');
  });
});

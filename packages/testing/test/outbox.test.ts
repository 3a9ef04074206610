import { describe, expect, it } from '@jest/globals';
import { makeOutbox, type Outbox, type OutboxOptions } from '../src/outbox.ts';
import { seededRandom } from '../src/seeded-random.ts';

const PLAIN: OutboxOptions = { chunkBytes: undefined, loss: 0, duplicate: 0, reorder: 0 };

describe('makeOutbox', () => {
  it('hands out nothing at first and after clear', () => {
    for (const outbox of [make(PLAIN), make({ ...PLAIN, chunkBytes: 2 })]) {
      expect([outbox.isEmpty, outbox.bytes, outbox.take()]).toEqual([true, 0, undefined]);
      outbox.push(Buffer.from('abc'));
      outbox.clear();
      expect([outbox.isEmpty, outbox.bytes, outbox.take()]).toEqual([true, 0, undefined]);
    }
  });

  it('hands out messages as they came, empty ones too', () => {
    const outbox = make(PLAIN);
    outbox.push(Buffer.from('abc'));
    outbox.push(new Uint8Array(0));
    expect([outbox.isEmpty, outbox.bytes]).toEqual([false, 3]);
    outbox.take();
    expect([outbox.isEmpty, outbox.bytes]).toEqual([false, 0]);
    expect(outbox.take()).toHaveLength(0);
    expect(outbox.isEmpty).toBe(true);
  });

  it('cuts a stream anew, by size or by chance', () => {
    const fixed = make({ ...PLAIN, chunkBytes: 4 });
    fixed.push(Buffer.from('abc'));
    fixed.push(Buffer.from('defghi'));
    expect(texts(fixed)).toEqual(['abcd', 'efgh', 'i']);
    const random = make({ ...PLAIN, chunkBytes: { upTo: 4 } });
    random.push(Buffer.alloc(1000, 'x'));
    const lengths = new Set(texts(random).map(({ length }) => length));
    expect([...lengths].toSorted((one, other) => one - other)).toEqual([1, 2, 3, 4]);
  });

  it('loses every datagram, or none', () => {
    const outbox = makeOutbox('datagram', { ...PLAIN, loss: 1 }, seededRandom(1));
    outbox.push(Buffer.from('lost'));
    expect([outbox.isEmpty, outbox.bytes]).toEqual([true, 0]);
  });

  it('repeats a datagram in memory of its own', () => {
    const outbox = makeOutbox('datagram', { ...PLAIN, duplicate: 1 }, seededRandom(1));
    outbox.push(Buffer.from('twice'));
    expect(outbox.bytes).toBe(10);
    const one = outbox.take();
    one?.fill(0);
    expect(texts(outbox)).toEqual(['twice']);
  });

  it('lets late datagrams go last, and counts them meanwhile', () => {
    const outbox = makeOutbox('datagram', { ...PLAIN, reorder: 0.5 }, seededRandom(3));
    const sent = Array.from({ length: 20 }, (_, index) => String.fromCodePoint(0x61 + index));
    for (const text of sent) outbox.push(Buffer.from(text));
    expect(outbox.bytes).toBe(20);
    const received = texts(outbox);
    expect(received).not.toEqual(sent);
    expect(received.toSorted()).toEqual(sent);
  });
});

function make(options: OutboxOptions): Outbox {
  return makeOutbox('stream', options, seededRandom(1));
}

function texts(outbox: Outbox): string[] {
  const all: string[] = [];
  for (let bytes = outbox.take(); bytes !== undefined; bytes = outbox.take()) {
    all.push(Buffer.from(bytes).toString());
  }
  return all;
}

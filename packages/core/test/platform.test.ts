import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { ByteWriter } from '../src/byte-writer.ts';
import { allocate, nextTurn, textBytes, writeText } from '../src/platform.ts';
import { hexOf } from './hex.ts';

const TEXTS = [
  '',
  'a',
  'aü€😀',
  '\ud83d',
  '\udc00\ud83d',
  'a\ud83db',
  '\u0000',
  '\ufeff',
  '€'.repeat(50_000),
];

describe('platform', () => {
  it('allocates blocks of the size asked for', () => {
    expect(allocate(0)).toHaveLength(0);
    expect(allocate(300).buffer.byteLength).toBe(300);
  });

  it('writes text where it is told, and says how many bytes it took', () => {
    const block = allocate(6).fill(0);
    expect(writeText('ü€', block, 1)).toBe(5);
    expect(hexOf(block)).toBe('00c3bce282ac');
  });

  it('counts the bytes that text takes', () => {
    expect(TEXTS.slice(0, 5).map(textBytes)).toEqual([0, 1, 10, 3, 6]);
  });

  it('calls in the next turn', async () => {
    await expect(new Promise<void>((resolve) => nextTurn(resolve))).resolves.toBeUndefined();
  });
});

describe('platform without Buffer and setImmediate', () => {
  afterEach(() => {
    jest.resetModules();
  });

  it('allocates blocks that are no Buffers', async () => {
    const { platform } = await importInBrowser();
    expect(platform.allocate(3)).toEqual(new Uint8Array(3));
    expect(Buffer.isBuffer(platform.allocate(3))).toBe(false);
  });

  it('counts the same bytes for every text', async () => {
    const { platform } = await importInBrowser();
    expect(TEXTS.map(platform.textBytes)).toEqual(TEXTS.map(textBytes));
  });

  it('writes the same bytes for every text', async () => {
    const { writer } = await importInBrowser();
    const [here, there] = [new ByteWriter(), new writer.ByteWriter()];
    for (const out of [here, there]) for (const text of TEXTS) out.writeUtf8(text);
    const bytes = there.take();
    expect(Buffer.isBuffer(bytes)).toBe(false);
    expect(Buffer.compare(bytes, here.take())).toBe(0);
  });

  it('takes a copy that nothing writes to again', async () => {
    const { writer } = await importInBrowser();
    const out = new writer.ByteWriter();
    out.writeUtf8('one');
    const copy = out.takeCopy();
    out.writeUtf8('two');
    expect(Buffer.from(copy).toString()).toBe('one');
  });

  it('calls in the next turn', async () => {
    const { platform } = await importInBrowser();
    await expect(
      new Promise<void>((resolve) => platform.nextTurn(resolve)),
    ).resolves.toBeUndefined();
  });
});

/** Loads both modules anew, where Node's extras are hidden as they are absent in a browser. */
async function importInBrowser() {
  jest.resetModules();
  const { Buffer, setImmediate } = globalThis;
  Object.assign(globalThis, { Buffer: undefined, setImmediate: undefined });
  try {
    const platform = await import('../src/platform.ts');
    const writer = await import('../src/byte-writer.ts');
    return { platform, writer };
  } finally {
    Object.assign(globalThis, { Buffer, setImmediate });
  }
}

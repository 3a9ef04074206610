import { describe, expect, it } from '@jest/globals';
import type { ByteWriter, Codec } from '@net/core';
import { codecContract } from '../src/codec-contract.ts';
import { failures } from './verdicts.ts';

const decoder = new TextDecoder('utf-8', { fatal: true });

class Sound implements Codec<unknown> {
  encode(value: unknown, out: ByteWriter): void {
    out.writeUtf8(JSON.stringify(value));
  }

  decode(bytes: Uint8Array): unknown {
    return JSON.parse(decoder.decode(bytes));
  }
}

/** Copies what it decoded as many a careless program does. */
class Pollutes extends Sound {
  override decode(bytes: Uint8Array): unknown {
    const value = super.decode(bytes);
    if (isRecord(value)) merge({}, value);
    return value;
  }
}

class ReplacesMethod extends Sound {
  override decode(bytes: Uint8Array): unknown {
    if (bytes.length > 60) Reflect.set(Object.prototype, 'toString', () => 'mine');
    return super.decode(bytes);
  }
}

class DropsLast extends Sound {
  override decode(bytes: Uint8Array): unknown {
    const value = super.decode(bytes);
    return typeof value === 'string' ? value.slice(0, -1) : value;
  }
}

class IgnoresOffset extends Sound {
  override decode(bytes: Uint8Array): unknown {
    return super.decode(new Uint8Array(bytes.buffer));
  }
}

class ThrowsText extends Sound {
  override decode(bytes: Uint8Array): unknown {
    try {
      return super.decode(bytes);
    } catch (error) {
      throw String(error);
    }
  }
}

class Lenient extends Sound {
  override decode(bytes: Uint8Array): unknown {
    try {
      return super.decode(bytes);
    } catch {
      return undefined;
    }
  }
}

class WritesAtStart extends Sound {
  override encode(value: unknown, out: ByteWriter): void {
    super.encode(value, out);
    out.setUint8(0, 0);
  }
}

class ChangesInput extends Sound {
  override decode(bytes: Uint8Array): unknown {
    const value = super.decode(bytes);
    bytes.reverse();
    return value;
  }
}

function merge(target: Record<string, unknown>, source: Record<string, unknown>): void {
  for (const [key, value] of Object.entries(source)) {
    const old = target[key];
    if (isRecord(old) && isRecord(value)) merge(old, value);
    else target[key] = value;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

const values: readonly unknown[] = [null, 'text', { a: [1, 2, { b: 'ü' }] }, 'x'.repeat(3000)];
const invalid = [Buffer.from('7b', 'hex'), Buffer.from('ff', 'hex')]; // "{", no UTF-8

describe('codecContract', () => {
  describe('of a sound codec', () => {
    codecContract(it, new Sound(), { values, invalid });
  });

  it('rejects a codec that pollutes a prototype, and cleans up', async () => {
    const failed = await verdict(new Pollutes());
    expect(failed).toEqual(['decodes or throws an Error, for hostile text']);
    expect('polluted' in {}).toBe(false);
  });

  it('rejects a codec that replaces a method of a prototype, and cleans up', async () => {
    const failed = await verdict(new ReplacesMethod());
    expect(failed).toContain('decodes or throws an Error, for random bytes');
    expect(Object.prototype.toString.name).toBe('toString');
  });

  it('rejects a codec that changes a value', async () => {
    expect(await verdict(new DropsLast())).toContain('decodes what it encoded');
  });

  it('rejects a codec that reads the whole buffer behind a view', async () => {
    expect(await verdict(new IgnoresOffset())).toContain(
      'decodes bytes from the middle of a buffer',
    );
  });

  it('rejects a codec that throws a string', async () => {
    const failed = await verdict(new ThrowsText());
    expect(failed).toContain('refuses invalid bytes with an Error');
    expect(failed).toContain('decodes or throws an Error, for random bytes');
  });

  it('rejects a codec that decodes anything', async () => {
    expect(await verdict(new Lenient())).toEqual(['refuses invalid bytes with an Error']);
  });

  it('rejects a codec that writes over what was there', async () => {
    expect(await verdict(new WritesAtStart())).toContain('appends to what was written before');
  });

  it('rejects a codec that changes the bytes it decodes', async () => {
    const failed = await verdict(new ChangesInput());
    expect(failed).toContain('leaves the bytes as they were when it decodes');
  });
});

function verdict(codec: Codec<unknown>): Promise<string[]> {
  return failures((define) => codecContract(define, codec, { values, invalid }));
}

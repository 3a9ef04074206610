import { describe, expect, it } from '@jest/globals';
import { resolveOptions } from '../src/options.ts';
import { thrown, wrong } from './support.ts';

describe('resolveOptions', () => {
  it('has the documented defaults', () => {
    const defaults = {
      maxBytes: 1_048_576,
      maxNodes: 100_000,
      littleEndian: true,
      layout: 'varint',
      generateCode: true,
    };
    expect(resolveOptions({})).toEqual(defaults);
    expect(resolveOptions({ maxBytes: undefined, layout: undefined })).toEqual(defaults);
  });

  it('takes false, and nothing else, for no bound', () => {
    expect(resolveOptions({ maxBytes: false }).maxBytes).toBe(Infinity);
    for (const name of ['maxBytes', 'maxNodes']) {
      for (const limit of [0, -1, 1.5, NaN, Infinity, '9', true]) {
        const error = thrown(() => resolveOptions(wrong({ [name]: limit })));
        expect(error.code).toBe('INVALID_OPTION');
        expect(error.message).toContain(name);
      }
    }
  });

  it.each([
    [{ endian: 'middle' }, "endian is 'little' or 'big', got middle"],
    [{ layout: 'json' }, "layout is 'varint' or 'gonet', got json"],
    [{ layout: 'gonet', endian: 'big' }, "layout 'gonet' is little-endian"],
    [{ generateCode: 1 }, 'generateCode is true or false, got 1'],
    [{ maxByte: 1 }, 'struct() has no option called maxByte'],
  ])('refuses %p', (options, message) => {
    const error = thrown(() => resolveOptions(wrong(options)));
    expect(error.code).toBe('INVALID_OPTION');
    expect(error.message).toBe(message);
  });
});

import { describe, expect, it } from '@jest/globals';
import { resolveBrowserOptions } from '../src/browser-options.ts';

describe('resolveBrowserOptions', () => {
  it('offers net.batch unless it is text', () => {
    expect(resolveBrowserOptions({}).subprotocols).toEqual({ batch: true, others: [] });
    expect(resolveBrowserOptions({ text: true }).subprotocols.batch).toBe(false);
  });

  it.each([
    ['headers', { headers: {} }, 'does not exist'],
    ['connectTimeoutMs', { connectTimeoutMs: 0 }, 'got 0'],
    ['closeTimeoutMs', { closeTimeoutMs: Infinity }, 'got Infinity'],
    ['text', { text: 'yes' }, 'is true or false'],
    ['batch', { batch: true, text: true }, 'cannot be on where text is'],
    ['protocols', { protocols: ['a', 'a'] }, 'repeats a name'],
  ])('refuses a wrong %s', (name, options, text) => {
    const resolve = (): unknown => resolveBrowserOptions(options as object);
    expect(resolve).toThrow(expect.objectContaining({ code: 'INVALID_OPTION' }));
    expect(resolve).toThrow(`the option ${name} of ws() ${text === 'got 0' ? 'is' : ''}`.trim());
    expect(resolve).toThrow(text);
  });
});

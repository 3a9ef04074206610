import { inspect } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { Secret } from '../src/secret.ts';

describe('Secret', () => {
  it('shows what it hides to who asks for it', () => {
    expect(new Secret('canary').reveal()).toBe('canary');
  });

  it('shows it in no print, log or JSON', () => {
    const secret = new Secret('canary');
    const shown = [String(secret), JSON.stringify({ secret }), inspect({ secret }, { depth: 9 })];
    for (const text of shown) expect(text).not.toContain('canary');
    expect(Object.keys(secret)).toEqual([]);
  });
});

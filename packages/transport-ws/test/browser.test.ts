import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';

/** What `file` imports that is no file of this package, and what those files import. */
function foreignImports(file: URL, seen: Set<string> = new Set()): string[] {
  if (seen.has(file.href)) return [];
  seen.add(file.href);
  const source = readFileSync(file, 'utf8');
  const names = [...source.matchAll(/from '([^']+)';/g)].map(([, name = '']) => name);
  return names.flatMap((name) =>
    name.startsWith('.') ? foreignImports(new URL(name, file), seen) : [name],
  );
}

describe('the browser entry', () => {
  it('imports nothing but core, so that it runs where there is no Node', () => {
    const imports = foreignImports(new URL('../src/browser.ts', import.meta.url));
    expect(new Set(imports)).toEqual(new Set(['@net/core', '@net/core/extend']));
  });

  it('is what a bundler for browsers finds', () => {
    const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
    const { exports, publishConfig } = JSON.parse(text);
    expect(Object.keys(exports['.'])[0]).toBe('browser');
    expect(publishConfig.exports['.'].browser.default).toBe('./dist/browser.js');
  });
});

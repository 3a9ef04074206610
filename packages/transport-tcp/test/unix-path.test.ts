import { describe, expect, it } from '@jest/globals';
import { parseUnixPath } from '../src/unix-path.ts';

describe('parseUnixPath', () => {
  it('takes what follows unix:// as it is', () => {
    expect(parseUnixPath('unix:///run/app.sock')).toBe('/run/app.sock');
    expect(parseUnixPath('unix:///run/a b%20?c#d')).toBe('/run/a b%20?c#d');
  });

  it.each(['unix://', 'unix:///', 'unix://run/app.sock', 'unix://./app.sock', 'unix:///run/'])(
    'refuses %s, which is no absolute path of a file',
    (address) => {
      expect(() => parseUnixPath(address)).toThrow('expected unix:///absolute/path');
    },
  );

  it('refuses a NUL, where the system would cut the path', () => {
    expect(() => parseUnixPath('unix:///run/a\0b')).toThrow('expected unix:///absolute/path');
  });

  it('says both numbers when the path is too long', () => {
    const limit = process.platform === 'linux' ? 107 : 103;
    expect(parseUnixPath(`unix:///${'x'.repeat(limit - 1)}`)).toHaveLength(limit);
    expect(() => parseUnixPath(`unix:///${'x'.repeat(limit)}`)).toThrow(
      `a Unix socket path of ${limit + 1} bytes is over the system's limit of ${limit}`,
    );
  });

  it('counts bytes, not characters', () => {
    expect(() => parseUnixPath(`unix:///${'é'.repeat(60)}`)).toThrow('path of 121 bytes');
  });
});

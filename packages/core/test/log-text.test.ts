import { describe, expect, it } from '@jest/globals';
import { logText } from '../src/log-text.ts';

describe('logText', () => {
  it('leaves printable ASCII alone', () => {
    expect(logText('', 10)).toBe('');
    expect(logText(' az~[]"', 10)).toBe(' az~[]"');
  });

  it('escapes controls, backslashes and everything beyond ASCII', () => {
    expect(logText('\u{0}\n\u{1b}\u{7f}', 40)).toBe('\\u0000\\u000a\\u001b\\u007f');
    expect(logText('a\\u000a', 40)).toBe('a\\\\u000a');
    expect(logText('é\u{202e}\u{2028}\u{d800}', 40)).toBe('\\u00e9\\u202e\\u2028\\ud800');
  });

  it('cuts what is too long, before or after escaping', () => {
    expect(logText('a'.repeat(1_000_000), 10)).toBe('aaaaaaa...');
    expect(logText('\n\n\n', 10)).toBe('\\u000a\\...');
    expect(logText('a'.repeat(10), 10)).toBe('a'.repeat(10));
  });
});

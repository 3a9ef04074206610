import { describe, expect, it } from '@jest/globals';
import { progressBar, showProgress } from '../src/progress-bar.ts';

function stream(isTTY: boolean): { isTTY: boolean; text: string; write(text: string): boolean } {
  return {
    isTTY,
    text: '',
    write(text) {
      this.text += text;
      return true;
    },
  };
}

describe('progressBar', () => {
  it('fills from left to right', () => {
    expect(progressBar({ done: 0, total: 10_000 })).toBe(
      '[                              ]   0 % of 10,000',
    );
    expect(progressBar({ done: 2500, total: 10_000 })).toBe(
      '[#######                       ]  25 % of 10,000',
    );
    expect(progressBar({ done: 10_000, total: 10_000 })).toBe(
      '[##############################] 100 % of 10,000',
    );
  });
});

describe('showProgress', () => {
  it('writes nothing where there is no terminal', () => {
    const pipe = stream(false);
    showProgress({ done: 0, total: 1 }, pipe)();
    expect(pipe.text).toBe('');
  });

  it('clears its line at the end', () => {
    const terminal = stream(true);
    showProgress({ done: 0, total: 1 }, terminal)();
    expect(terminal.text).toBe('\r\u{1b}[K');
  });
});

import { describe, expect, it } from '@jest/globals';
import { showLive } from '../src/live-view.ts';

describe('showLive', () => {
  it('writes over what it wrote before', () => {
    const written: string[] = [];
    const screen = { isTTY: true, write: (text: string) => written.push(text) };
    let count = 0;
    const hide = showLive(() => `line ${++count}\n`, screen);
    hide();
    expect(written).toEqual(['line 1\n']);
  });

  it('writes nothing into a file', () => {
    const written: string[] = [];
    showLive(() => 'line\n', { write: (text) => written.push(text) })();
    expect(written).toEqual([]);
  });
});

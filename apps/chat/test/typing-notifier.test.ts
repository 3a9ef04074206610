import { describe, expect, it } from '@jest/globals';
import { TypingNotifier } from '../src/typing-notifier.ts';

describe('TypingNotifier', () => {
  it('tells once when somebody begins, and again only after a while', () => {
    const { type, told } = subject();
    type('h', 0);
    type('he', 100);
    type('hel', 2999);
    expect(told).toEqual([true]);
    type('hell', 3000);
    expect(told).toEqual([true, true]);
  });

  it('tells when it was sent or taken back, and then nothing', () => {
    const { type, told } = subject();
    type('h', 0);
    type('', 10);
    type('', 20);
    expect(told).toEqual([true, false]);
    type('a', 30);
    expect(told).toEqual([true, false, true]);
  });

  it('tells nothing of nothing', () => {
    const { type, told } = subject();
    type('', 0);
    expect(told).toEqual([]);
  });
});

function subject() {
  const told: boolean[] = [];
  let nowMs = 0;
  const notifier = new TypingNotifier(
    (isTyping) => told.push(isTyping),
    () => nowMs,
  );
  const type = (text: string, atMs: number): void => {
    nowMs = atMs;
    notifier.onInput(text);
  };
  return { type, told };
}

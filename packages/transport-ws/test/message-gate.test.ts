import { describe, expect, it } from '@jest/globals';
import { MessageGate } from '../src/message-gate.ts';

class Owner {
  readonly passed: string[] = [];
  opens = 0;
  readonly gate = new MessageGate(this);
  /** Called with each message, from inside `onMessagePassed`. */
  whenPassed: (text: string) => void = () => {};

  onMessagePassed(message: Uint8Array): void {
    const text = Buffer.from(message).toString();
    this.passed.push(text);
    this.whenPassed(text);
  }

  onGateOpen(): void {
    this.opens += 1;
  }

  receive(...texts: readonly string[]): void {
    for (const text of texts) this.gate.receive(Buffer.from(text));
  }
}

const tick = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('MessageGate', () => {
  it('lets messages pass at once, the empty one too', () => {
    const owner = new Owner();
    owner.receive('a', '', 'b');
    expect(owner.passed).toEqual(['a', '', 'b']);
  });

  it('holds what comes after a pause, and lets it pass in order after the resume', async () => {
    const owner = new Owner();
    owner.whenPassed = (text) => text === 'b' && owner.gate.pause();
    owner.receive('a', 'b', 'c', '', 'd');
    expect(owner.passed).toEqual(['a', 'b']);
    expect(owner.gate.isHolding).toBe(true);
    owner.gate.resume();
    owner.receive('e');
    expect(owner.passed).toEqual(['a', 'b']);
    await tick();
    expect(owner.passed).toEqual(['a', 'b', 'c', '', 'd', 'e']);
    expect(owner.opens).toBe(1);
    expect(owner.gate.isHolding).toBe(false);
  });

  it('stops in the midst of what is held when it is paused again', async () => {
    const owner = new Owner();
    owner.gate.pause();
    owner.receive('a', 'b', 'c');
    owner.whenPassed = () => owner.gate.pause();
    owner.gate.resume();
    await tick();
    expect(owner.passed).toEqual(['a']);
    expect(owner.opens).toBe(0);
    owner.gate.resume();
    owner.gate.pause();
    await tick();
    expect(owner.passed).toEqual(['a']);
  });

  it('says that it is open when nothing was held', async () => {
    const owner = new Owner();
    owner.gate.resume();
    await tick();
    expect(owner.opens).toBe(0);
    owner.gate.pause();
    owner.gate.resume();
    await tick();
    expect(owner.opens).toBe(1);
  });

  it('drops what is held, and all that comes, once it is shut', async () => {
    const owner = new Owner();
    owner.gate.pause();
    owner.receive('a');
    owner.gate.shut();
    owner.receive('b');
    owner.gate.resume();
    await tick();
    expect(owner.passed).toEqual([]);
    expect(owner.gate.isHolding).toBe(false);
  });
});

import { describe, expect, it } from '@jest/globals';
import { Message, MessageKind, NetError } from '../src/index.ts';
import { MessageQueue } from '../src/message-queue.ts';

describe('MessageQueue', () => {
  it('has nothing at first', () => {
    const queue = new MessageQueue();
    expect([queue.size, queue.first]).toEqual([0, undefined]);
  });

  it('gives back messages in the order in which they came', () => {
    const queue = new MessageQueue();
    for (const id of [1, 2, 3]) queue.push(messageOf(id));
    expect(queue.size).toBe(3);
    expect(drain(queue)).toEqual([1, 2, 3]);
  });

  it('cancels those of an id, and lets them keep their place', () => {
    const queue = new MessageQueue();
    const messages = [7, 8, 7].map(messageOf);
    for (const message of messages) queue.push(message);
    queue.shift();
    queue.cancel(7, new NetError('CANCELLED', 'enough'));
    expect(messages.map(({ isCancelled }) => isCancelled)).toEqual([false, false, true]);
    expect(queue.size).toBe(2);
  });

  it('forgets all when cleared', () => {
    const queue = new MessageQueue();
    queue.push(messageOf(1));
    queue.clear();
    expect([queue.size, queue.first]).toEqual([0, undefined]);
  });

  it('keeps its order through many more than it compacts at', () => {
    const queue = new MessageQueue();
    const seen: number[] = [];
    for (let id = 0; id < 10_000; id++) {
      queue.push(messageOf(id));
      if (id % 3 === 0) seen.push(take(queue));
    }
    seen.push(...drain(queue));
    expect(seen).toEqual(Array.from({ length: 10_000 }, (_, id) => id));
  });
});

function messageOf(id: number): Message {
  return new Message(MessageKind.Request, 1, id, new Uint8Array(0));
}

function take(queue: MessageQueue): number {
  const id = queue.first?.id ?? Number.NaN;
  queue.shift();
  return id;
}

function drain(queue: MessageQueue): number[] {
  const ids: number[] = [];
  while (queue.size > 0) ids.push(take(queue));
  return ids;
}

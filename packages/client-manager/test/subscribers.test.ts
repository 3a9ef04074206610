import { describe, expect, it } from '@jest/globals';
import { Subscribers } from '../src/subscribers.ts';
import { settle } from './support/scene.ts';

describe('Subscribers', () => {
  it('tells all listeners', () => {
    const { subscribers } = subject();
    const [first, second]: number[][] = [[], []];
    subscribers.add((value) => first!.push(value));
    subscribers.add((value) => second!.push(value));
    subscribers.tell(1);
    expect([first, second]).toEqual([[1], [1]]);
  });

  it('tells a listener nothing once it is called off', () => {
    const { subscribers } = subject();
    const told: number[] = [];
    const remove = subscribers.add((value) => told.push(value));
    remove();
    subscribers.tell(1);
    expect(told).toEqual([]);
  });

  it('keeps the fault of one listener from the others', () => {
    const { subscribers, errors } = subject();
    const told: number[] = [];
    const fault = new Error('fault');
    subscribers.add(() => {
      throw fault;
    });
    subscribers.add((value) => told.push(value));
    subscribers.tell(1);
    expect([told, errors]).toEqual([[1], [fault]]);
  });

  it('gives a loop the first value and every one after it', async () => {
    const { subscribers } = subject();
    const seen: number[] = [];
    const loop = collect(subscribers, 0, seen);
    await settle();
    for (const value of [1, 2, 3]) {
      subscribers.tell(value);
      await settle();
    }
    subscribers.end();
    await loop;
    expect(seen).toEqual([0, 1, 2, 3]);
  });

  it('lets a slow loop miss all but the latest', async () => {
    const { subscribers } = subject();
    const values = subscribers.values(() => 0);
    expect(await values.next()).toEqual({ done: false, value: 0 });
    const pending = values.next();
    for (const value of [1, 2, 3]) subscribers.tell(value);
    expect(await pending).toEqual({ done: false, value: 3 });
    await values.return();
  });

  it('ends the loops, those that begin later too', async () => {
    const { subscribers } = subject();
    subscribers.end();
    const seen: number[] = [];
    await collect(subscribers, 7, seen);
    expect(seen).toEqual([7]);
  });

  it('begins with the value of the moment in which the loop begins', async () => {
    const { subscribers } = subject();
    let latest = 0;
    const values = subscribers.values(() => latest);
    latest = 1;
    subscribers.tell(latest);
    expect(await values.next()).toEqual({ done: false, value: 1 });
    await values.return();
  });

  it('forgets a loop that was left', async () => {
    const { subscribers, errors } = subject();
    for await (const value of subscribers.values(() => 0)) if (value === 0) break;
    subscribers.tell(1);
    expect(errors).toEqual([]);
  });
});

async function collect(from: Subscribers<number>, first: number, seen: number[]): Promise<void> {
  for await (const value of from.values(() => first)) seen.push(value);
}

function subject() {
  const errors: unknown[] = [];
  return { errors, subscribers: new Subscribers<number>((error) => errors.push(error)) };
}

import { describe, expect, it } from '@jest/globals';
import { rawBodies } from '../src/bodies.ts';
import { Echoes } from '../src/echoes.ts';

const bodies = rawBodies(8);

function setUp(count: number): { echoes: Echoes<Uint8Array>; log: string[] } {
  const echoes = new Echoes(bodies);
  const log: string[] = [];
  for (let index = 0; index < count; index++) {
    echoes.expect(index, {
      onEcho: () => log.push(`${index} back`),
      onLost: (error) => log.push(`${index} lost: ${error.message}`),
    });
  }
  return { echoes, log };
}

describe('Echoes', () => {
  it('tells whoever waits for the message that came back', () => {
    const { echoes, log } = setUp(3);
    for (const index of [0, 1, 2]) echoes.receive(bodies.make(index));
    expect(log).toEqual(['0 back', '1 back', '2 back']);
    expect(echoes.size).toBe(0);
  });

  it('takes messages in any order', () => {
    const { echoes, log } = setUp(4);
    for (const index of [2, 0, 3, 1]) echoes.receive(bodies.make(index));
    expect(log).toEqual(['2 back', '0 back', '3 back', '1 back']);
    expect(echoes.size).toBe(0);
  });

  it('ignores a message that was not sent, and one that comes twice', () => {
    const { echoes, log } = setUp(2);
    echoes.receive(bodies.make(9));
    echoes.receive(bodies.make(0));
    echoes.receive(bodies.make(0));
    expect(log).toEqual(['0 back']);
    expect(echoes.size).toBe(1);
  });

  it('tells all who wait that the session has ended', () => {
    const { echoes, log } = setUp(3);
    echoes.receive(bodies.make(0));
    echoes.fail(new Error('gone'));
    expect(log).toEqual(['0 back', '1 lost: gone', '2 lost: gone']);
    expect(echoes.size).toBe(0);
  });

  it('goes through tens of thousands', () => {
    const { echoes, log } = setUp(50_000);
    for (let index = 0; index < 50_000; index++) echoes.receive(bodies.make(index));
    expect(log).toHaveLength(50_000);
    expect(log.at(-1)).toBe('49999 back');
  });
});

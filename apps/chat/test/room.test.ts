import { describe, expect, it } from '@jest/globals';
import { Room } from '../src/room.ts';

describe('Room', () => {
  it('is empty at first', () => {
    const room = roomOf();
    expect([room.isEmpty, room.names, room.history]).toEqual([true, [], []]);
  });

  it('lists who is in it, in the order they came', () => {
    const room = roomOf('Ada', 'Bob');
    expect(room.names).toEqual(['Ada', 'Bob']);
    expect(room.leave('Ada')).toBe(true);
    expect(room.leave('Ada')).toBe(false);
    expect(room.names).toEqual(['Bob']);
  });

  it('refuses a name that is taken, however it is written', () => {
    const room = roomOf('Ada');
    const other = { id: 'x', name: 'ADA', clientId: 'other' };
    expect(() => room.join(other)).toThrow('somebody called ADA is here already');
  });

  it('gives a client that comes back its old place', () => {
    const room = roomOf('Ada');
    expect(room.join({ id: 'new', name: 'Ada', clientId: 'client Ada' })).toBe('Ada');
    expect(room.names).toEqual(['Ada']);
    expect(room.leave('Ada')).toBe(false);
  });

  it('lets no more than two hundred in', () => {
    const room = roomOf(...Array.from({ length: 200 }, (_, index) => `member ${index}`));
    expect(() => room.join({ id: 'x', name: 'x', clientId: 'x' })).toThrow('the room is full');
  });

  it('numbers what is said', () => {
    const room = roomOf('Ada');
    expect(room.say('Ada', 'one', 'k1', 7)).toEqual({ number: 1, name: 'Ada', text: 'one', at: 7 });
    expect(room.say('Ada', 'two', 'k2', 8)).toMatchObject({ number: 2 });
    expect(room.after(1)).toMatchObject([{ text: 'two' }]);
  });

  it('hears once what is said twice', () => {
    const room = roomOf('Ada');
    room.say('Ada', 'one', 'same', 7);
    expect(room.say('Ada', 'one', 'same', 8)).toBe(1);
    expect(room.history).toHaveLength(1);
  });

  it('remembers the last hundred', () => {
    const room = roomOf('Ada');
    for (let count = 0; count < 150; count++) room.say('Ada', `${count}`, `${count}`, 0);
    expect(room.history).toHaveLength(100);
    expect(room.history[0]).toMatchObject({ number: 51, text: '50' });
  });
});

function roomOf(...names: readonly string[]): Room<string> {
  const room = new Room<string>('lobby', 'epoch');
  for (const name of names) room.join({ id: name, name, clientId: `client ${name}` });
  return room;
}

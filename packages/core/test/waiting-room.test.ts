import { describe, expect, it } from '@jest/globals';
import { WaitingRoom } from '../src/waiting-room.ts';

describe('WaitingRoom', () => {
  it('bounds how many wait in all', () => {
    const room = roomOf(2, 9);
    expect([room.enter(from(1)), room.enter(from(2))]).toEqual([undefined, undefined]);
    expect(room.enter(from(3))).toBe('TOO_MANY_SESSIONS');
    room.leave(from(1));
    expect(room.enter(from(3))).toBeUndefined();
  });

  it('bounds how many wait from one address', () => {
    const room = roomOf(9, 1);
    expect(room.enter(from(1))).toBeUndefined();
    expect(room.enter('tcp://203.0.113.1:9')).toBe('TOO_MANY_SESSIONS_PER_ADDRESS');
    expect(room.enter(from(2))).toBeUndefined();
    room.leave(from(1));
    expect(room.enter(from(1))).toBeUndefined();
  });

  it('has no bound of its own for loopback and Unix peers', () => {
    const room = roomOf(9, 1);
    for (const remote of ['tcp://127.0.0.1:1', 'tcp://127.0.0.1:2', 'unix://', 'unix://']) {
      expect(room.enter(remote)).toBeUndefined();
    }
  });
});

function roomOf(maxUnauthenticated: number, maxUnauthenticatedPerAddress: number): WaitingRoom {
  return new WaitingRoom({ maxUnauthenticated, maxUnauthenticatedPerAddress });
}

function from(host: number): string {
  return `tcp://203.0.113.${host}:5000`;
}

import { describe, expect, it } from '@jest/globals';
import { sessionKey } from '../src/session-key.ts';
import { standInSession } from './stand-in.ts';

describe('sessionKey', () => {
  it('keeps one value per session', () => {
    const name = sessionKey<string>();
    const [ann, bob] = [standInSession(), standInSession()];
    name.set(ann, 'Ann');
    name.set(bob, 'Bob');
    expect([name.get(ann), name.get(bob)]).toEqual(['Ann', 'Bob']);
  });

  it('has nothing for a session that nothing was set for', () => {
    const name = sessionKey<string>();
    expect(name.get(standInSession())).toBeUndefined();
    expect(name.has(standInSession())).toBe(false);
  });

  it('keeps two keys apart', () => {
    const [name, age] = [sessionKey<string>(), sessionKey<number>()];
    const session = standInSession();
    name.set(session, 'Ann');
    expect(age.has(session)).toBe(false);
  });

  it('forgets what is deleted', () => {
    const name = sessionKey<string>();
    const session = standInSession();
    name.set(session, 'Ann');
    expect(name.delete(session)).toBe(true);
    expect(name.delete(session)).toBe(false);
    expect(name.has(session)).toBe(false);
  });
});

import { describe, expect, it } from '@jest/globals';
import { guardKeys } from '../src/forbidden-keys.ts';

function strip(text: string): string {
  const value: unknown = JSON.parse(text);
  guardKeys(value, 'strip');
  return JSON.stringify(value);
}

describe('guardKeys', () => {
  it('removes only what changes prototypes', () => {
    expect(strip('{"__proto__":1,"a":{"constructor":{"prototype":1},"b":2}}')).toBe(
      '{"a":{"b":2}}',
    );
    expect(strip('{"constructor":1,"prototype":2}')).toBe('{"constructor":1,"prototype":2}');
    expect(strip('{"constructor":{"name":"x"}}')).toBe('{"constructor":{"name":"x"}}');
    expect(strip('{"constructor":[{"prototype":1}]}')).toBe('{"constructor":[{"prototype":1}]}');
  });

  it('looks into arrays and behind what it removed', () => {
    expect(strip('[{"__proto__":0},[{"x":{"__proto__":0}}]]')).toBe('[{},[{"x":{}}]]');
  });

  it('rejects with the name of the key alone', () => {
    const value: unknown = JSON.parse('[{"__proto__":{"x":"text of the peer"}}]');
    expect(() => guardKeys(value, 'reject')).toThrow('JSON with a key __proto__ is refused');
  });

  it('passes values that are no objects', () => {
    for (const value of [null, 1, 'constructor', true]) {
      expect(() => guardKeys(value, 'reject')).not.toThrow();
    }
  });

  it('walks a million levels without recursion', () => {
    const text = `${'['.repeat(1_000_000)}{"__proto__":1}${']'.repeat(1_000_000)}`;
    expect(() => guardKeys(JSON.parse(text), 'reject')).toThrow('__proto__');
  });
});

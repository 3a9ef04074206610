import { describe, expect, it } from '@jest/globals';
import { Prototypes } from '../src/prototypes.ts';

describe('Prototypes', () => {
  it('finds nothing where nothing was changed', () => {
    expect(new Prototypes().mend()).toEqual([]);
  });

  it('takes back what was added, and names it', () => {
    const prototypes = new Prototypes();
    Reflect.set(Object.prototype, 'added', undefined);
    expect(prototypes.mend()).toEqual(['added']);
    expect('added' in {}).toBe(false);
  });

  it('puts back what was replaced or removed', () => {
    const prototypes = new Prototypes();
    Reflect.set(String.prototype, 'trim', () => 'mine');
    Reflect.deleteProperty(Array.prototype, 'lastIndexOf');
    expect(prototypes.mend()).toEqual(['lastIndexOf', 'trim']);
    expect(' a '.trim()).toBe('a');
    expect([1].lastIndexOf(1)).toBe(0);
  });

  it('fails a test that changed something, after mending it', async () => {
    const prototypes = new Prototypes();
    await expect(
      prototypes.guard(() => {
        Reflect.set(Object.prototype, 'added', 1);
      }),
    ).rejects.toThrow('shared prototypes');
    expect(prototypes.mend()).toEqual([]);
  });
});

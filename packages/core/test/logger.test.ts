import { describe, expect, it } from '@jest/globals';
import { silentLogger } from '../src/logger.ts';

describe('silentLogger', () => {
  it('has the four levels of a logger, and says nothing on any', () => {
    for (const level of ['debug', 'info', 'warn', 'error'] as const) {
      expect(silentLogger[level]({}, 'text')).toBeUndefined();
    }
  });
});

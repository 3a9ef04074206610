import { describe, expect, it } from '@jest/globals';
import { noHandler } from '../src/no-handler.ts';

describe('noHandler', () => {
  it('ignores whatever the connection reports', () => {
    expect(noHandler.onData(new Uint8Array(1))).toBeUndefined();
    expect(noHandler.onDrain()).toBeUndefined();
    expect(noHandler.onClose(new Error('reset'))).toBeUndefined();
  });
});

import { describe, expect, it } from '@jest/globals';
import { chatOptions } from '../src/options.ts';

describe('chatOptions', () => {
  it('fills in the defaults', () => {
    expect(chatOptions([])).toEqual({
      host: '127.0.0.1',
      port: 8088,
      terminalPort: 8089,
      gonetPort: 8090,
    });
  });

  it('refuses what is no port', () => {
    expect(() => chatOptions(['--port', '70000'])).toThrow('from 0 to 65535');
  });
});

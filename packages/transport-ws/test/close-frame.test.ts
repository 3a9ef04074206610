import { describe, expect, it } from '@jest/globals';
import { readCloseStatus, writeCloseStatus } from '../src/close-frame.ts';
import { bytesOf } from './support/reading.ts';

describe('readCloseStatus', () => {
  it('reads a status and a reason, or neither', () => {
    expect(readCloseStatus(bytesOf(''))).toEqual({ status: 1005, reason: '' });
    expect(readCloseStatus(bytesOf('03e8'))).toEqual({ status: 1000, reason: '' });
    expect(readCloseStatus(bytesOf('0fb6 c3bc'))).toEqual({ status: 4022, reason: 'ü' });
    const longest = 'x'.repeat(123);
    expect(readCloseStatus(writeCloseStatus({ status: 1000, reason: longest })).reason).toBe(
      longest,
    );
  });

  it.each([1000, 1001, 1002, 1003, 1007, 1008, 1011, 1012, 1013, 1014, 3000, 3999, 4000, 4999])(
    'takes %i',
    (status) => {
      expect(readCloseStatus(writeCloseStatus({ status, reason: '' })).status).toBe(status);
    },
  );

  it.each([0, 1, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65_535])(
    'refuses %i with 1002',
    (status) => {
      const payload = Buffer.alloc(2);
      payload.writeUInt16BE(status);
      expect(() => readCloseStatus(payload)).toThrow(
        expect.objectContaining({
          status: 1002,
          message: `nobody may close with status ${status}`,
        }),
      );
    },
  );

  it('refuses half a status with 1002', () => {
    expect(() => readCloseStatus(bytesOf('03'))).toThrow(expect.objectContaining({ status: 1002 }));
  });

  it.each(['ff', 'e298', 'eda080', 'c0af'])('refuses the reason %s with 1007', (hex) => {
    expect(() => readCloseStatus(bytesOf(`03e8 ${hex}`))).toThrow(
      expect.objectContaining({ status: 1007 }),
    );
  });
});

describe('writeCloseStatus', () => {
  it('writes a status and a reason, and nothing for 1005', () => {
    expect(hexOf(1000, '')).toBe('03e8');
    expect(hexOf(4022, 'SLOW_CONSUMER')).toBe(
      `0fb6${Buffer.from('SLOW_CONSUMER').toString('hex')}`,
    );
    expect(hexOf(1005, 'no')).toBe('');
  });
});

function hexOf(status: number, reason: string): string {
  return Buffer.from(writeCloseStatus({ status, reason })).toString('hex');
}

import { describe, expect, it } from '@jest/globals';
import { MessageKind } from '@net/core';
import type { MessageHeader, PacketFeatures } from '@net/core/extend';
import { checkFlagless, kindOfId } from '../src/flagless.ts';
import { codeOf, headerOf } from './wire.ts';

describe('kindOfId', () => {
  it('takes a packet with an id for a request, one without for a push', () => {
    expect(kindOfId(0)).toBe(MessageKind.Push);
    expect(kindOfId(1)).toBe(MessageKind.Request);
  });
});

describe('checkFlagless', () => {
  it('lets pushes, requests and responses pass where there are ids', () => {
    expect(codesOf(true)).toEqual([...Array(3).fill('nothing thrown'), ...Array(3).fill(REFUSED)]);
  });

  it('lets nothing but pushes pass where there are no ids', () => {
    expect(codesOf(false)).toEqual(['nothing thrown', ...Array(5).fill(REFUSED)]);
  });

  it('names the format and what it cannot carry', () => {
    expect(() => check({ kind: MessageKind.Cancel }, true)).toThrow('odd cannot carry a cancel');
  });

  it('lets the largest type pass, and refuses one more', () => {
    expect(codeOf(() => check({ type: 255 }, true))).toBe('nothing thrown');
    expect(() => check({ type: 256 }, true)).toThrow(
      'odd cannot carry the message type 256, only up to 255',
    );
  });
});

function check(fields: Partial<MessageHeader>, correlation: boolean): void {
  const features: PacketFeatures = { correlation, control: false, maxType: 255 };
  checkFlagless(headerOf(fields), features, 'odd');
}

function codesOf(correlation: boolean): string[] {
  return Object.values(MessageKind).map((kind) => codeOf(() => check({ kind }, correlation)));
}

const REFUSED = 'UNSUPPORTED';

import { describe, expect, it } from '@jest/globals';
import { MessageKind } from '../src/message.ts';
import { sharedHeader } from '../src/shared-header.ts';

describe('sharedHeader', () => {
  it('holds what it is given', () => {
    const extension = new Uint8Array(8);
    const header = sharedHeader(MessageKind.Request, 7, 8, 9, { version: 3, extension });
    expect(header).toEqual({
      kind: MessageKind.Request,
      type: 7,
      id: 8,
      argument: 9,
      version: 3,
      extension,
    });
  });

  it('is one object for all packets, and keeps nothing of the last', () => {
    const first = sharedHeader(MessageKind.Request, 7, 8, 9, { version: 3 });
    const second = sharedHeader(MessageKind.Push, 1, 0, 0, undefined);
    expect(second).toBe(first);
    expect(second).toMatchObject({ type: 1, id: 0, version: undefined, extension: undefined });
  });
});

import { describe, expect, it } from '@jest/globals';
import { MessageKind } from '../src/index.ts';
import { encodePacket } from '../src/packet-encoding.ts';
import { thrown } from './support/scene.ts';
import { testProtocol } from './support/test-protocol.ts';
import { hex, hexOf, text } from './support/wire.ts';

describe('encodePacket', () => {
  it('makes the bytes that a session would send', () => {
    const protocol = testProtocol();
    const { packets } = protocol;
    const packet = encodePacket(protocol.createFramer('stream'), packets, headerOf(7), text, 'hi');
    expect(hexOf(packet)).toBe(hex('0000000f 00 00000007 00000000 00000000 6869'));
    const bare = encodePacket(undefined, packets, headerOf(7), text, 'hi');
    expect(hexOf(bare)).toBe(hex('00 00000007 00000000 00000000 6869'));
  });

  it('reports a value that cannot be encoded', () => {
    const { packets } = testProtocol();
    // A program without types may hand in anything.
    const value = Symbol('no text') as unknown as string;
    const error = thrown(() => encodePacket(undefined, packets, headerOf(7), text, value));
    expect(error.code).toBe('ENCODE_FAILED');
  });
});

function headerOf(type: number) {
  return { kind: MessageKind.Push, type, id: 0, argument: 0 };
}

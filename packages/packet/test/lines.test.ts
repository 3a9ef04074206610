import { describe, expect, it } from '@jest/globals';
import { MessageKind } from '@net/core';
import { lines } from '../src/index.ts';
import { bytesOf, codeOf, encode, headerOf, hexOf, receive, trickle } from './wire.ts';

describe('lines', () => {
  it('makes a push of type 0 of every line, empty ones too', () => {
    const messages = receive(lines(), 'stream', trickle(bytesOf('6869 0a 0a 21 0a 61')));
    expect(messages.every((message) => message.kind === MessageKind.Push)).toBe(true);
    expect(messages.map(({ type, id }) => [type, id])).toEqual([
      [0, 0],
      [0, 0],
      [0, 0],
    ]);
    expect(messages.map((message) => hexOf(message.body))).toEqual(['6869', '', '21']);
  });

  it('writes a line feed behind each', () => {
    expect(hexOf(encode(lines(), 'stream', headerOf(), bytesOf('6869')))).toBe('68690a');
  });

  it('writes none where the connection keeps boundaries', () => {
    expect(hexOf(encode(lines(), 'message', headerOf(), bytesOf('6869')))).toBe('6869');
    expect(receive(lines(), 'message', [bytesOf('6869')])).toHaveLength(1);
  });

  it('limits a line to 64 KiB', () => {
    const line = new Uint8Array(65_536).fill(0x61);
    expect(receive(lines(), 'stream', [encode(lines(), 'stream', headerOf(), line)])).toHaveLength(
      1,
    );
    const longer = new Uint8Array(65_537).fill(0x61);
    expect(codeOf(() => receive(lines(), 'stream', [longer]))).toBe('FRAME_TOO_LARGE');
    expect(codeOf(() => encode(lines(), 'stream', headerOf(), longer))).toBe('MESSAGE_TOO_LARGE');
  });

  it('takes another limit, or none', () => {
    const chunk = new Uint8Array(100_000).fill(0x61);
    const code = (maxBodyBytes: number | false) =>
      codeOf(() => receive(lines({ maxBodyBytes }), 'stream', [chunk]));
    expect(code(99_999)).toBe('FRAME_TOO_LARGE');
    expect(code(100_000)).toBe('nothing thrown');
    expect(code(false)).toBe('nothing thrown');
    expect(codeOf(() => lines({ maxBodyBytes: 0 }))).toBe('INVALID_OPTION');
  });

  it('has one type and no requests', () => {
    expect(lines().name).toBe('lines');
    expect(lines().packets.features).toEqual({ correlation: false, control: false, maxType: 0 });
    expect(codeOf(() => encode(lines(), 'stream', headerOf({ type: 1 })))).toBe('UNSUPPORTED');
  });
});

import { describe, expect, it } from '@jest/globals';
import { MessageKind } from '@net/core';
import { packets } from '../src/index.ts';
import {
  bytesOf,
  codeOf,
  codeOfReceiving,
  encode,
  headerOf,
  hexOf,
  receive,
  trickle,
} from './wire.ts';

describe('packets', () => {
  it('writes a request with its deadline', () => {
    const header = headerOf({ kind: MessageKind.Request, type: 0x0102, id: 7, argument: 500 });
    expect(hexOf(encode(packets(), 'stream', header, bytesOf('6869')))).toBe(
      hexOf(bytesOf('00000015 00000007 02 0000 00 000001 000001f4 00000002 6869')),
    );
  });

  it('reads a failure with its number', () => {
    const frame = bytesOf('00000013 80000001 02 0000 03 000001 fffffffe 00000000');
    expect(receive(packets(), 'stream', trickle(frame))).toMatchObject([
      { kind: MessageKind.Failure, type: 0x0102, id: 0x80000001, argument: 0xfffffffe },
    ]);
  });

  it('takes the id -1 for no id', () => {
    const frame = bytesOf('00000013 ffffffff 02 0000 00 000000 00000000 00000000');
    expect(receive(packets(), 'stream', [frame])).toMatchObject([
      { kind: MessageKind.Push, type: 2, id: 0 },
    ]);
  });

  it('refuses an answer with the id -1', () => {
    const frame = bytesOf('00000013 ffffffff 02 0000 01 000000 00000000 00000000');
    expect(codeOf(() => receive(packets(), 'stream', [frame]))).toBe('BAD_PACKET');
  });

  it('keeps types of 32 bits', () => {
    const header = headerOf({ type: 0xffffffff });
    expect(hexOf(encode(packets(), 'message', header))).toBe(
      hexOf(bytesOf('00000000 ff 0000 00 ffffff 00000000 00000000')),
    );
    expect(receive(packets(), 'message', [encode(packets(), 'message', header)])).toMatchObject([
      { type: 0xffffffff },
    ]);
  });

  it('writes the version that the application set', () => {
    const header = headerOf({ type: 1, version: -2 });
    expect(hexOf(encode(packets(), 'datagram', header))).toBe(
      hexOf(bytesOf('00000000 01 fffe 00 000000 00000000 00000000')),
    );
  });

  it('has no framer where the connection keeps boundaries', () => {
    expect(packets().createFramer('message')).toBeUndefined();
    expect(packets().createFramer('datagram')).toBeUndefined();
  });

  it('refuses a message that ends inside a packet, or goes on behind it', () => {
    const packet = '00000000 01 0000 0000000000000000 00000002 6869';
    const messages = [packet, packet.slice(0, -2), `${packet} 00`, packet + packet];
    expect(messages.map((hex) => codeOfReceiving(packets(), 'message', hex))).toEqual([
      'nothing thrown',
      ...Array(3).fill('FRAME_LENGTH_MISMATCH'),
    ]);
  });

  it('limits a body to 1 MiB, sent or received', () => {
    const header = headerOf();
    const body = new Uint8Array(1024 * 1024);
    expect(encode(packets(), 'stream', header, body).length).toBe(4 + 19 + 1024 * 1024);
    expect(() => encode(packets(), 'stream', header, new Uint8Array(body.length + 1))).toThrow(
      'a body of 1048577 bytes is over the limit of 1048576',
    );
    expect(codeOfReceiving(packets(), 'stream', '00100013')).toBe('nothing thrown');
    expect(codeOfReceiving(packets(), 'stream', '00100014')).toBe('FRAME_TOO_LARGE');
    const message = new Uint8Array(19 + body.length + 1);
    expect(codeOf(() => receive(packets(), 'message', [message]))).toBe('FRAME_TOO_LARGE');
  });

  it('takes another limit, up to what the length can say', () => {
    expect(codeOfReceiving(packets({ maxBodyBytes: 1 }), 'stream', '00000014')).toBe(
      'nothing thrown',
    );
    expect(codeOfReceiving(packets({ maxBodyBytes: 1 }), 'stream', '00000015')).toBe(
      'FRAME_TOO_LARGE',
    );
    expect(codeOfReceiving(packets({ maxBodyBytes: false }), 'stream', 'ffffffff')).toBe(
      'nothing thrown',
    );
    expect(codeOfReceiving(packets({ maxBodyBytes: 2 ** 32 - 20 }), 'stream', 'ffffffff')).toBe(
      'nothing thrown',
    );
    expect(codeOf(() => packets({ maxBodyBytes: 2 ** 32 - 19 }))).toBe('INVALID_OPTION');
  });

  it('refuses a limit that is none', () => {
    const wrong = [0, -1, Number.NaN, Infinity];
    expect(wrong.map((maxBodyBytes) => codeOf(() => packets({ maxBodyBytes })))).toEqual(
      Array(4).fill('INVALID_OPTION'),
    );
  });

  it('says that it can do everything', () => {
    expect(packets().name).toBe('packets');
    expect(packets().packets.features).toEqual({
      correlation: true,
      control: true,
      maxType: 0xffffffff,
    });
  });
});

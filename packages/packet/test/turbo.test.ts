import { describe, expect, it } from '@jest/globals';
import { Message, MessageKind } from '@net/core';
import { gonet, packets, turbo, turboHeader } from '../src/index.ts';
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

describe('turbo', () => {
  it('writes the bytes of packets() for a type that fits into one byte', () => {
    const header = headerOf({ kind: MessageKind.Request, type: 255, id: 9 });
    const body = bytesOf('6869');
    expect(hexOf(encode(turbo(), 'stream', header, body))).toBe(
      hexOf(encode(packets(), 'stream', header, body)),
    );
  });

  it('writes an extension as it is', () => {
    const header = headerOf({ type: 1, extension: bytesOf('1122334455667788') });
    expect(hexOf(encode(turbo(), 'message', header))).toBe(
      hexOf(bytesOf('00000000 01 0000 1122334455667788 00000000')),
    );
  });

  it('refuses an extension that is not of 8 bytes', () => {
    const [short, long] = [7, 9].map((bytes) => headerOf({ extension: new Uint8Array(bytes) }));
    expect(() => encode(turbo(), 'stream', short!)).toThrow(TypeError);
    expect(() => encode(turbo(), 'stream', long!)).toThrow('an extension is 8 bytes, got 9');
  });

  it('takes a packet with an id for a request, one without or with -1 for a push', () => {
    const opaques = ['00000001', 'fffffffe', '00000000', 'ffffffff'];
    const messages = opaques.flatMap((opaque) =>
      receive(turbo(), 'stream', [bytesOf(`00000013 ${opaque} 7f 0000 0000000000000000 00000000`)]),
    );
    expect(messages).toMatchObject([
      { kind: MessageKind.Request, type: 0x7f, id: 1 },
      { kind: MessageKind.Request, type: 0x7f, id: 0xfffffffe },
      { kind: MessageKind.Push, type: 0x7f, id: 0 },
      { kind: MessageKind.Push, type: 0x7f, id: 0 },
    ]);
  });

  it('reads every extension, those that packets() refuses too', () => {
    const frame = bytesOf('00000013 00000001 01 0000 ffffffffffffffff 00000000');
    expect(receive(turbo(), 'stream', [frame])).toMatchObject([{ kind: MessageKind.Request }]);
    expect(codeOf(() => receive(packets(), 'stream', [frame]))).toBe('VERSION_UNSUPPORTED');
  });

  it('refuses to write failures, cancels and controls', () => {
    const kinds = [MessageKind.Failure, MessageKind.Cancel, MessageKind.Control];
    const codes = kinds.map((kind) =>
      codeOf(() => encode(turbo(), 'stream', headerOf({ kind, id: 1 }))),
    );
    expect(codes).toEqual(Array(3).fill('UNSUPPORTED'));
  });

  it('refuses a type over 255', () => {
    expect(codeOf(() => encode(turbo(), 'stream', headerOf({ type: 256 })))).toBe('UNSUPPORTED');
  });

  it('limits Length to 32768, as old peers do', () => {
    expect(codeOfReceiving(turbo(), 'stream', '00008000')).toBe('nothing thrown');
    expect(codeOfReceiving(turbo(), 'stream', '00008001')).toBe('FRAME_TOO_LARGE');
    expect(() => encode(turbo(), 'stream', headerOf(), new Uint8Array(32_750))).toThrow(
      'a body of 32750 bytes is over the limit of 32749',
    );
  });

  it('says that it has ids and nothing else', () => {
    expect(turbo().name).toBe('turbo');
    expect(turbo().packets.features).toMatchObject({
      correlation: true,
      control: false,
      maxType: 255,
    });
  });

  it('numbers requests as old peers can take them, other for each side', () => {
    expect(turbo().packets.features.ids).toEqual({
      dialler: { first: 1, last: 159_999 },
      acceptor: { first: 0x40000000, last: 0x40000000 + 159_999 },
    });
  });
});

describe('turbo without the length prefix', () => {
  const bare = turbo({ lengthPrefix: false });

  it('puts nothing before the header', () => {
    const header = headerOf({ kind: MessageKind.Request, type: 1, id: 1 });
    expect(hexOf(encode(bare, 'stream', header, bytesOf('6563686f')))).toBe(
      hexOf(bytesOf('00000001 01 0000 0000000000000000 00000004 6563686f')),
    );
  });

  it('cuts a stream that is split at every byte', () => {
    const packet = '00000001 01 0000 0000000000000000 00000001 61';
    const messages = receive(bare, 'stream', trickle(bytesOf(`${packet} ${packet}`)));
    expect(messages.map((message) => hexOf(message.body))).toEqual(['61', '61']);
  });

  it('limits a body to 2 MiB on its 19th byte', () => {
    const codes = ['00200000', '00200001', 'ffffffff'].map((length) =>
      codeOfReceiving(bare, 'stream', `00000001 01 0000 0000000000000000 ${length}`),
    );
    expect(codes).toEqual(['nothing thrown', 'FRAME_TOO_LARGE', 'FRAME_TOO_LARGE']);
  });

  it('takes false for all that the length can say', () => {
    const unlimited = turbo({ lengthPrefix: false, maxBodyBytes: false });
    const header = bytesOf('00000001 01 0000 0000000000000000 ffffffff');
    expect(receive(unlimited, 'stream', [header])).toEqual([]);
    const over = 2 ** 32;
    expect(codeOf(() => turbo({ lengthPrefix: false, maxBodyBytes: over }))).toBe('INVALID_OPTION');
  });

  it('is one packet per message where the connection keeps boundaries', () => {
    expect(bare.createFramer('message')).toBeUndefined();
    const message = '00000000 02 ffff fffffffffffffffe 00000001 ff';
    expect(receive(bare, 'datagram', [bytesOf(message)])).toMatchObject([{ type: 2 }]);
    expect(codeOf(() => receive(bare, 'datagram', [bytesOf(message + message)]))).toBe(
      'FRAME_LENGTH_MISMATCH',
    );
  });
});

describe('turboHeader', () => {
  it('reads version and extension from before the body', () => {
    const packet = bytesOf('00000000 02 ffff fffffffffffffffe 00000001 ff');
    const [message] = receive(turbo({ lengthPrefix: false }), 'stream', trickle(packet));
    expect(turboHeader(message!).version).toBe(-1);
    expect(hexOf(turboHeader(message!).extension)).toBe('fffffffffffffffe');
  });

  it('reads them when the body is empty', () => {
    const packet = bytesOf('deadbeef 7f 0102 1122334455667788 00000000');
    const [message] = receive(turbo(), 'message', [packet]);
    expect(turboHeader(message!).version).toBe(0x0102);
    expect(hexOf(turboHeader(message!).extension)).toBe('1122334455667788');
  });

  it('refuses a message that has no such header', () => {
    const [other] = receive(gonet({ lengthPrefix: false }), 'message', [bytesOf('01000000 61')]);
    expect(() => turboHeader(other!)).toThrow(TypeError);
    const copied = new Message(MessageKind.Push, 1, 0, new Uint8Array(64).subarray(32));
    expect(() => turboHeader(copied)).toThrow('a message that turbo() has not read');
  });
});

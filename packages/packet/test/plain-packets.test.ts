import { describe, expect, it } from '@jest/globals';
import { ByteWriter, MessageKind } from '@net/core';
import type { MessageHeader } from '@net/core/extend';
import { type PlainLayout, PlainPackets } from '../src/plain-packets.ts';
import { bytesOf, codeOf, headerOf, hexOf, readPacket } from './wire.ts';

describe('PlainPackets', () => {
  it('reads type, id and body, the highest byte first', () => {
    const message = readPacket(
      packetsOf({ commandBytes: 2, opaqueBytes: 4 }),
      bytesOf('0102 a1b2c3d4 6869'),
    );
    expect(message).toMatchObject({ kind: MessageKind.Request, type: 0x0102, id: 0xa1b2c3d4 });
    expect(hexOf(message.body)).toBe('6869');
  });

  it('reads type, id and body, the lowest byte first', () => {
    const message = readPacket(
      packetsOf({ commandBytes: 4, opaqueBytes: 2, littleEndian: true }),
      bytesOf('d4c3b2a1 0201'),
    );
    expect(message).toMatchObject({ kind: MessageKind.Request, type: 0xa1b2c3d4, id: 0x0102 });
    expect(message.body.length).toBe(0);
  });

  it('reads an id of 0 as a push', () => {
    const message = readPacket(
      packetsOf({ commandBytes: 1, opaqueBytes: 2 }),
      bytesOf('07 0000 61'),
    );
    expect(message).toMatchObject({ kind: MessageKind.Push, type: 7, id: 0 });
  });

  it('reads everything as the body of a push of type 0 without fields', () => {
    const format = packetsOf({});
    expect(readPacket(format, bytesOf('6869'))).toMatchObject({
      kind: MessageKind.Push,
      type: 0,
      id: 0,
    });
    expect(hexOf(readPacket(format, bytesOf('6869')).body)).toBe('6869');
    expect(hexOf(readPacket(format, bytesOf('')).body)).toBe('');
  });

  it('refuses a frame that is shorter than the header', () => {
    const format = packetsOf({ commandBytes: 2, opaqueBytes: 4 });
    expect(codeOf(() => readPacket(format, bytesOf('')))).toBe('FRAME_LENGTH_MISMATCH');
    expect(codeOf(() => readPacket(format, bytesOf('0102030405')))).toBe('FRAME_LENGTH_MISMATCH');
    expect(codeOf(() => readPacket(format, bytesOf('010203040506')))).toBe('nothing thrown');
  });

  it('refuses a body over the limit', () => {
    const format = packetsOf({ commandBytes: 1, maxBodyBytes: 2 });
    expect(codeOf(() => readPacket(format, bytesOf('01 6161')))).toBe('nothing thrown');
    expect(codeOf(() => readPacket(format, bytesOf('01 616161')))).toBe('FRAME_TOO_LARGE');
  });

  it('writes the fields it has', () => {
    const push = { type: 0xfe };
    const request = { kind: MessageKind.Request, type: 0xfe, id: 0xabcd };
    expect(written({ commandBytes: 1 }, push)).toBe('fe6869');
    expect(written({ commandBytes: 4, littleEndian: true }, push)).toBe('fe0000006869');
    expect(written({ commandBytes: 2, opaqueBytes: 2 }, request)).toBe('00feabcd6869');
    expect(written({ commandBytes: 1, opaqueBytes: 4, littleEndian: true }, request)).toBe(
      'fecdab00006869',
    );
    expect(written({}, {})).toBe('6869');
  });

  it('says what its fields can hold', () => {
    expect(packetsOf({}).features).toEqual({ correlation: false, control: false, maxType: 0 });
    expect(packetsOf({ commandBytes: 4, opaqueBytes: 2 }).features).toEqual({
      correlation: true,
      control: false,
      maxType: 0xffffffff,
      ids: { dialler: { first: 1, last: 0x7fff }, acceptor: { first: 0x8000, last: 0xffff } },
    });
  });

  it('refuses a type that its field cannot hold, and writes nothing then', () => {
    const format = packetsOf({ commandBytes: 1, opaqueBytes: 2 });
    const out = new ByteWriter();
    const begin = (fields: Partial<MessageHeader>) => () => format.begin(headerOf(fields), out);
    expect(codeOf(begin({ type: 256 }))).toBe('UNSUPPORTED');
    expect(out.length).toBe(0);
  });

  it('refuses to write a body over the limit', () => {
    expect(codeOf(() => written({ maxBodyBytes: 2 }, {}))).toBe('nothing thrown');
    expect(codeOf(() => written({ maxBodyBytes: 1 }, {}))).toBe('MESSAGE_TOO_LARGE');
  });
});

function packetsOf(layout: Partial<PlainLayout>): PlainPackets {
  return new PlainPackets({
    name: 'odd',
    commandBytes: 0,
    opaqueBytes: 0,
    littleEndian: false,
    maxBodyBytes: 100,
    ...layout,
  });
}

/** A packet with the body "hi". */
function written(layout: Partial<PlainLayout>, fields: Partial<MessageHeader>): string {
  const format = packetsOf(layout);
  const out = new ByteWriter();
  out.writeUint8(0x55);
  format.begin(headerOf(fields), out);
  out.writeUtf8('hi');
  format.end(out, 1);
  return hexOf(out.take().subarray(1));
}

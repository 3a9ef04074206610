import { describe, expect, it } from '@jest/globals';
import { MessageKind } from '@net/core';
import type { ConnectionKind } from '@net/core/extend';
import { gonet } from '../src/index.ts';
import { bytesOf, codeOf, encode, headerOf, hexOf, receive, trickle } from './wire.ts';

describe('gonet', () => {
  it('puts the size before a packet on every kind of connection', () => {
    const written = KINDS.map((kind) =>
      hexOf(encode(gonet(), kind, headerOf({ type: 101 }), bytesOf('6869'))),
    );
    expect(written).toEqual(Array(3).fill(hexOf(bytesOf('0600 65000000 6869'))));
  });

  it('cuts a stream that is split at every byte', () => {
    const stream = bytesOf('0600 65000000 6869  0400 d4c3b2a1');
    expect(receive(gonet(), 'stream', trickle(stream))).toMatchObject([
      { kind: MessageKind.Push, type: 101, id: 0 },
      { kind: MessageKind.Push, type: 0xa1b2c3d4, id: 0 },
    ]);
  });

  it('reads the size on a connection that keeps boundaries too', () => {
    const [message] = receive(gonet(), 'message', [bytesOf('0600 65000000 6869')]);
    expect(hexOf(message!.body)).toBe('6869');
  });

  it('refuses a size that is shorter than the id', () => {
    const codes = [0, 1, 2, 3].map((size) =>
      codeOf(() => receive(gonet(), 'stream', [Uint8Array.of(size, 0)])),
    );
    expect(codes).toEqual(Array(4).fill('FRAME_LENGTH_MISMATCH'));
  });

  it('carries a body of 65531 bytes, and not one more', () => {
    const longest = encode(gonet(), 'stream', headerOf({ type: 1 }), new Uint8Array(65_531));
    expect(hexOf(longest.subarray(0, 6))).toBe('ffff01000000');
    expect(receive(gonet(), 'stream', [longest])[0]?.body.length).toBe(65_531);
    expect(() => encode(gonet(), 'stream', headerOf(), new Uint8Array(65_532))).toThrow(
      'a body of 65532 bytes is over the limit of 65531',
    );
  });

  it('takes a lower limit, and none over what the size can say', () => {
    const low = gonet({ maxBodyBytes: 10 });
    expect(codeOf(() => receive(low, 'stream', [bytesOf('0e00')]))).toBe('nothing thrown');
    expect(codeOf(() => receive(low, 'stream', [bytesOf('0f00')]))).toBe('FRAME_TOO_LARGE');
    expect(codeOf(() => gonet({ maxBodyBytes: 65_532 }))).toBe('INVALID_OPTION');
    expect(codeOf(() => gonet({ maxBodyBytes: 0 }))).toBe('INVALID_OPTION');
    expect(receive(gonet({ maxBodyBytes: false }), 'stream', [bytesOf('ffff')])).toEqual([]);
  });

  it('has no requests', () => {
    expect(gonet().name).toBe('gonet');
    expect(gonet().packets.features).toEqual({
      correlation: false,
      control: false,
      maxType: 0xffffffff,
    });
    const request = headerOf({ kind: MessageKind.Request, id: 1 });
    expect(() => encode(gonet(), 'stream', request)).toThrow('gonet cannot carry a request');
  });
});

describe('gonet without the length prefix', () => {
  const bare = gonet({ lengthPrefix: false });

  it('is refused on byte streams', () => {
    expect(codeOf(() => bare.createFramer('stream'))).toBe('UNSUPPORTED');
    expect(() => bare.createFramer('stream')).toThrow('keeps no boundaries on a byte stream');
  });

  it('is one packet per message', () => {
    const header = headerOf({ type: 101 });
    expect(hexOf(encode(bare, 'message', header, bytesOf('6869')))).toBe('650000006869');
    expect(receive(bare, 'message', [bytesOf('65000000 6869')])).toMatchObject([{ type: 101 }]);
  });

  it('refuses a message that is shorter than the id', () => {
    expect(codeOf(() => receive(bare, 'message', [bytesOf('650000')]))).toBe(
      'FRAME_LENGTH_MISMATCH',
    );
  });

  it('leaves the limit to the transport, unless one is given', () => {
    const body = new Uint8Array(100_000);
    expect(encode(bare, 'message', headerOf(), body).length).toBe(100_004);
    const low = gonet({ lengthPrefix: false, maxBodyBytes: 10 });
    expect(codeOf(() => encode(low, 'message', headerOf(), body))).toBe('MESSAGE_TOO_LARGE');
    expect(codeOf(() => receive(low, 'message', [body]))).toBe('FRAME_TOO_LARGE');
  });
});

const KINDS: readonly ConnectionKind[] = ['stream', 'message', 'datagram'];

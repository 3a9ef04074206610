import { describe, expect, it } from '@jest/globals';
import { formatEndpoint, parseEndpoint } from '../src/endpoint.ts';

describe('parseEndpoint', () => {
  it.each([
    ['ws://127.0.0.1:9000', 'ws', '127.0.0.1', 9000, '/', ''],
    ['wss://a.example:0/center/ws', 'wss', 'a.example', 0, '/center/ws', ''],
    ['ws://[::1]:9000/a?token=1', 'ws', '::1', 9000, '/a', '?token=1'],
    ['ws://a.example/x', 'ws', 'a.example', 80, '/x', ''],
    ['wss://a.example', 'wss', 'a.example', 443, '/', ''],
    ['ws://a.example:80', 'ws', 'a.example', 80, '/', ''],
    ['ws://a.example:1/b/../c', 'ws', 'a.example', 1, '/c', ''],
  ])('takes %s apart', (address, scheme, host, port, path, query) => {
    expect(parseEndpoint(address)).toEqual({ scheme, host, port, path, query });
  });

  it.each([
    '',
    'nowhere',
    'http://a.example:1',
    'tcp://127.0.0.1:1',
    'ws:127.0.0.1:1',
    'ws://',
    'ws:///path',
    'ws://user:secret@a.example:1',
    'ws://a.example:1/#part',
    'ws://a.example:1/with space',
    'ws://a.example:1/\n',
    'ws://a.example:65536',
  ])('refuses %j', (address) => {
    expect(() => parseEndpoint(address)).toThrow(expect.objectContaining({ code: 'BAD_ADDRESS' }));
  });
});

describe('formatEndpoint', () => {
  it.each([
    ['ws://[::1]:9000/a?token=1', 'ws://[::1]:9000/a?token=1'],
    ['ws://127.0.0.1:9000/', 'ws://127.0.0.1:9000'],
    ['ws://127.0.0.1:9000/?a', 'ws://127.0.0.1:9000/?a'],
    ['wss://a.example', 'wss://a.example:443'],
  ])('writes %s as %s', (address, expected) => {
    expect(formatEndpoint(parseEndpoint(address))).toBe(expected);
  });
});

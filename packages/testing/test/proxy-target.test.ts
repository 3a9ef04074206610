import { describe, expect, it } from '@jest/globals';
import { datagramTypeOf, parseTarget } from '../src/proxy-target.ts';

describe('parseTarget', () => {
  it('finds host and port of this machine in an address of any scheme', () => {
    expect(parseTarget('tcp://127.0.0.1:9000')).toMatchObject({ host: '127.0.0.1', port: 9000 });
    expect(parseTarget('kcp://127.8.8.8:1')).toMatchObject({ host: '127.8.8.8', port: 1 });
    expect(parseTarget('ws://[::1]:9000/chat?room=1')).toMatchObject({ host: '::1', port: 9000 });
  });

  it('puts another port into the address and keeps the rest', () => {
    expect(parseTarget('tcp://127.0.0.1:9000').addressAt(1)).toBe('tcp://127.0.0.1:1');
    expect(parseTarget('ws://[::1]:9000/chat?room=1').addressAt(1)).toBe(
      'ws://[::1]:1/chat?room=1',
    );
  });

  it('rejects other machines, names and anything else', () => {
    for (const address of [
      '',
      'tcp://127.0.0.1',
      'tcp://192.0.2.1:9000',
      'tcp://localhost:9000',
      'tcp://127.0.0.1:65536',
      'tcp://127.0.0.1:9000@192.0.2.1:9000',
      'tcp://127.0.0.1.example.org:80',
    ]) {
      expect(() => parseTarget(address)).toThrow(TypeError);
    }
  });
});

describe('datagramTypeOf', () => {
  it('tells the family of an address', () => {
    expect(datagramTypeOf('127.0.0.1')).toBe('udp4');
    expect(datagramTypeOf('::1')).toBe('udp6');
  });
});

import { describe, expect, it } from '@jest/globals';
import { formatAddress, parseAddress, schemeOf } from '../src/address.ts';
import { NetError } from '../src/errors.ts';

describe('schemeOf', () => {
  it('returns what stands before the colon', () => {
    expect(schemeOf('tcp://127.0.0.1:9000')).toBe('tcp');
    expect(schemeOf('unix:///run/net.sock')).toBe('unix');
    expect(schemeOf('web+net.v-1://host')).toBe('web+net.v-1');
  });

  it('refuses an empty text, and one without a scheme', () => {
    for (const address of [
      '',
      'tcp',
      '127.0.0.1:9000',
      'tcp:127.0.0.1:9000',
      '://host:1',
      '1tcp://host:1',
      'TCP://host:1',
    ]) {
      expect(codeOf(() => schemeOf(address))).toBe('BAD_ADDRESS');
    }
  });

  it('quotes no more than 200 characters of what it refuses', () => {
    const text = messageOf(() => schemeOf(`\u0000\n${'x'.repeat(100_000)}`));
    expect(text).toContain('got "\\u0000\\nxxx');
    expect(text.length).toBeLessThan(300);
  });
});

describe('parseAddress', () => {
  it('returns host and port', () => {
    expect(parseAddress('tcp://127.0.0.1:9000', 'tcp')).toEqual({ host: '127.0.0.1', port: 9000 });
    expect(parseAddress('udp://localhost:0', 'udp')).toEqual({ host: 'localhost', port: 0 });
    expect(parseAddress('tcp://example.test:65535', 'tcp').port).toBe(65535);
  });

  it('takes the brackets off an IPv6 address', () => {
    expect(parseAddress('tcp://[::1]:9000', 'tcp')).toEqual({ host: '::1', port: 9000 });
    expect(parseAddress('tcp://[2001:db8::7]:1', 'tcp').host).toBe('2001:db8::7');
  });

  it('refuses an address without host or port, and an impossible port', () => {
    for (const address of [
      '',
      'tcp://',
      'tcp://:9000',
      'tcp://host',
      'tcp://host:',
      'tcp://host:65536',
      'tcp://host:-1',
      'tcp://host:http',
      'tcp://::1:9000',
    ]) {
      expect(codeOf(() => parseAddress(address, 'tcp'))).toBe('BAD_ADDRESS');
    }
  });

  it('refuses anything beside host and port', () => {
    for (const address of [
      'tcp://host:1/',
      'tcp://host:1/path',
      'tcp://host:1?query',
      'tcp://host:1#hash',
      'tcp://user@host:1',
      'tcp://user:word@host:1',
      'tcp://:word@host:1',
    ]) {
      expect(codeOf(() => parseAddress(address, 'tcp'))).toBe('BAD_ADDRESS');
    }
  });

  it('refuses an address of another scheme, and names the one it wants', () => {
    expect(() => parseAddress('udp://127.0.0.1:9000', 'tcp')).toThrow(
      'expected tcp://host:port, got "udp://127.0.0.1:9000"',
    );
  });
});

describe('formatAddress', () => {
  it('puts brackets around an IPv6 address only', () => {
    expect(formatAddress('tcp', { host: '::1', port: 9000 })).toBe('tcp://[::1]:9000');
    expect(formatAddress('udp', { host: '10.0.0.1', port: 53 })).toBe('udp://10.0.0.1:53');
  });

  it('undoes parseAddress', () => {
    for (const address of ['tcp://127.0.0.1:80', 'tcp://[fe80::1]:65535', 'tcp://a.test:0']) {
      expect(formatAddress('tcp', parseAddress(address, 'tcp'))).toBe(address);
    }
  });
});

function codeOf(act: () => unknown): string {
  const error = thrownBy(act);
  return error instanceof NetError ? error.code : String(error);
}

function messageOf(act: () => unknown): string {
  const error = thrownBy(act);
  return error instanceof Error ? error.message : String(error);
}

function thrownBy(act: () => unknown): unknown {
  try {
    act();
  } catch (error) {
    return error;
  }
  return undefined;
}

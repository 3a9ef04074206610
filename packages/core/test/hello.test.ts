import { describe, expect, it } from '@jest/globals';
import { helloReport, readHello, readWelcome, welcomeReport } from '../src/hello.ts';

describe('readHello', () => {
  it('reads what was written', () => {
    const hello = { name: 'ada', credentials: { token: 'x' }, heartbeatMs: 500 };
    expect(readHello(bytes(helloReport(hello)))).toEqual(hello);
  });

  it('reads one that says nothing', () => {
    const nothing = { name: undefined, credentials: undefined, heartbeatMs: undefined };
    expect(readHello(bytes({ version: 1 }))).toEqual(nothing);
  });

  it('takes what has another type for what is not there', () => {
    const odd = { version: 1, name: 7, heartbeatMs: '500' };
    expect(readHello(bytes(odd))).toMatchObject({ name: undefined, heartbeatMs: undefined });
    for (const heartbeatMs of [0, -1, 1e300, null]) {
      expect(readHello(bytes({ version: 1, heartbeatMs })).heartbeatMs).toBeUndefined();
    }
  });

  it('refuses what is no small JSON object', () => {
    const all = ['', 'x', '[]', '7', 'null', '"hi"', '[['.repeat(9000), `"${'x'.repeat(70_000)}"`];
    for (const text of all) {
      expect(() => readHello(Buffer.from(text))).toThrow('a handshake is no small JSON object');
    }
    expect(() => readHello(Buffer.from('ff', 'hex'))).toThrow('no small JSON object');
  });

  it('refuses another version', () => {
    for (const version of [0, 2, '1', undefined]) {
      expect(() => readHello(bytes({ version }))).toThrow('not of version 1');
    }
  });

  it('keeps control characters out of a name, and a long one short', () => {
    const { name } = readHello(bytes({ version: 1, name: `a\r\n\u001b${'x'.repeat(2000)}` }));
    expect(name).toMatch(/^a {3}x+$/);
    expect(name).toHaveLength(1000);
  });

  it('lets nothing reach a prototype', () => {
    const text = '{"version":1,"__proto__":{"name":"evil"},"constructor":{"name":"evil"}}';
    expect(readHello(Buffer.from(text)).name).toBeUndefined();
  });
});

describe('readWelcome', () => {
  it('reads what was written', () => {
    const welcome = { session: 'abc', heartbeatMs: 500, expiresInMs: 9 };
    expect(readWelcome(bytes(welcomeReport(welcome)))).toEqual(welcome);
  });

  it('refuses another version', () => {
    expect(() => readWelcome(bytes({ version: 2 }))).toThrow('not of version 1');
  });
});

function bytes(report: object): Uint8Array {
  return Buffer.from(JSON.stringify(report));
}

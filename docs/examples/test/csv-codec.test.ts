import { afterEach, describe, expect, it } from '@jest/globals';
import { call, connect, Router, serve } from '@net/core';
import { packets } from '@net/packet';
import { codecContract, memory } from '@net/testing';
import { csv } from '../csv-codec.ts';

const opened: AsyncDisposable[] = [];

afterEach(async () => {
  for (const closing of opened.splice(0).toReversed()) await closing[Symbol.asyncDispose]();
});

describe('csv', () => {
  codecContract(it, csv(), {
    values: [[], [['']], [['a', 'b'], ['c']], [['say "hi"', ',', '\r\n', '"', 'ü€😀']]],
    invalid: ['a', 'a,', '"a\r\n', 'a"b\r\n', '"a"b\r\n', 'a\nb\r\n'].map((text) =>
      Buffer.from(text),
    ),
  });

  it('reads cells without quotes', () => {
    expect(csv().decode(Buffer.from('a,,b c\r\n,\r\n'))).toEqual([
      ['a', '', 'b c'],
      ['', ''],
    ]);
  });

  it('reads a megabyte of quotes in linear time', () => {
    const startMs = performance.now();
    expect(() => csv().decode(Buffer.from('"'.repeat(1024 * 1024)))).toThrow(
      'character 0 of 1048576',
    );
    expect(performance.now() - startMs).toBeLessThan(5000);
  });

  it('carries the bodies of a session', async () => {
    const Transpose = call(7, csv(), csv());
    const transports = [memory()];
    const router = new Router().handle(Transpose, (rows) => transpose(rows));
    const server = await serve('memory://tables', { transports, protocol: packets(), router });
    opened.push(server);
    const session = await connect(server.address, { transports, protocol: packets() });
    opened.push(session);
    const table = [
      ['a', 'b'],
      ['1', '2'],
    ];
    await expect(session.request(Transpose, table)).resolves.toEqual([
      ['a', '1'],
      ['b', '2'],
    ]);
    await expect(session.request(Transpose, [[]])).rejects.toMatchObject({ code: 'ENCODE_FAILED' });
  });
});

function transpose(rows: readonly (readonly string[])[]): string[][] {
  const [first = []] = rows;
  return first.map((_, column) => rows.map((row) => row[column] ?? ''));
}

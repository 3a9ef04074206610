import { describe, expect, it } from '@jest/globals';
import { sendInDatagram } from '../src/datagram-send.ts';
import { type Connection, message } from '../src/index.ts';
import type { SendOptions } from '../src/session.ts';
import { newStats } from '../src/stats.ts';
import { FakeConnection } from './support/fake-connection.ts';
import { thrown } from './support/scene.ts';
import { testProtocol } from './support/test-protocol.ts';
import { hex, hexOf, text } from './support/wire.ts';

const Say = message(7, text);

describe('sendInDatagram', () => {
  it('leaves it to the stream where there are no datagrams', () => {
    for (const maxDatagramBytes of [undefined, 0]) {
      const { send, datagrams, stats } = subject(maxDatagramBytes);
      expect(send('hi')).toBe(false);
      expect([datagrams, stats.messagesSent]).toEqual([[], 0]);
    }
  });

  it('encodes nothing where there are no datagrams', () => {
    const { connection, parts } = subject();
    let encoded = 0;
    const counting = message(7, { encode: () => void encoded++, decode: () => '' });
    sendInDatagram(connection, parts, counting, 'x', {});
    expect(encoded).toBe(0);
  });

  it('sends one packet without a frame, and counts it', () => {
    const { send, datagrams, stats } = subject(100);
    expect(send('hi')).toBe(true);
    expect(datagrams.map(hexOf)).toEqual([hex('00 00000007 00000000 00000000 6869')]);
    expect(stats).toMatchObject({ messagesSent: 1, bytesSent: 15 });
  });

  it('sends an empty body', () => {
    const { send, datagrams } = subject(13);
    expect(send('')).toBe(true);
    expect(datagrams.map(hexOf)).toEqual([hex('00 00000007 00000000 00000000')]);
  });

  it('leaves it to the stream from one byte over the limit', () => {
    const { send, datagrams, stats } = subject(15);
    expect([send('hi'), send('hi!')]).toEqual([true, false]);
    expect(datagrams).toHaveLength(1);
    expect(stats).toMatchObject({ messagesSent: 1, bytesSent: 15 });
  });

  it('takes one that is dropped here for one that is lost on its way', () => {
    const { send, stats } = subject(100, false);
    expect(send('hi')).toBe(true);
    expect(stats.messagesSent).toBe(1);
  });

  it('reports a value that cannot be encoded, and sends nothing', () => {
    const { connection, parts, datagrams } = subject(100);
    const broken = message(7, {
      encode: () => {
        throw new Error('half way');
      },
      decode: () => '',
    });
    const error = thrown(() => sendInDatagram(connection, parts, broken, 'x', {}));
    expect(error.code).toBe('ENCODE_FAILED');
    expect(datagrams).toEqual([]);
  });

  it('passes the version and the extension to the format', () => {
    const { send, headers } = subject(100);
    const extension = new Uint8Array(8);
    send('hi', { version: 3, extension });
    expect(headers).toMatchObject([{ version: 3, extension }]);
  });
});

function subject(maxDatagramBytes?: number, takesMore = true) {
  const datagrams: Uint8Array[] = [];
  const connection: Connection = Object.assign(new FakeConnection(), {
    ...(maxDatagramBytes !== undefined && { maxDatagramBytes }),
    sendDatagram(bytes: Uint8Array): boolean {
      datagrams.push(bytes);
      return takesMore;
    },
  });
  const { packets } = testProtocol();
  const headers: object[] = [];
  const begin = packets.begin.bind(packets);
  packets.begin = (header, out) => {
    headers.push({ ...header });
    begin(header, out);
  };
  const stats = newStats();
  const parts = { packets, stats };
  const send = (value: string, options: SendOptions = {}): boolean =>
    sendInDatagram(connection, parts, Say, value, options);
  return { connection, parts, datagrams, headers, stats, send };
}

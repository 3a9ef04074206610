import { describe, expect, it } from '@jest/globals';
import { ChannelHub } from '../src/channel-hub.ts';
import type { QuicSession, QuicStream } from '../src/provider.ts';
import { End } from './support/end.ts';

describe('ChannelHub', () => {
  it('hands over datagrams that have overtaken the message stream, in their order', () => {
    const { hub, openMessageStream } = scene();
    for (const text of ['one', 'two']) hub.onDatagram(Buffer.from(text));
    const end = openMessageStream();
    hub.onDatagram(Buffer.from('three'));
    expect(end.datagrams.map(String)).toEqual(['one', 'two', 'three']);
  });

  it('keeps 16 KiB of them at most, however small they are', () => {
    for (const [bytes, kept] of [
      [1000, 15],
      [20_000, 0],
      [0, 256],
    ] as const) {
      const { hub, openMessageStream } = scene();
      for (let count = 0; count < 1000; count += 1) hub.onDatagram(Buffer.alloc(bytes));
      expect(openMessageStream().datagrams).toHaveLength(kept);
    }
  });
});

/** The hub of a session whose peer opens the message stream when the test says so. */
function scene() {
  const at = { host: '127.0.0.1', port: 1 };
  // It does all that a hub asks of it here.
  const session = { local: at, remote: at, alpn: 'suite' } as QuicSession;
  let end!: End;
  const hub = ChannelHub.accepted(
    session,
    { handshakeTimeoutMs: 5000, closeTimeoutMs: 5000, onTicket() {}, onLate() {}, onClosed() {} },
    (connection) => (end = new End(connection)),
  );
  const openMessageStream = (): End => {
    // Nothing is read from it, and nothing written.
    hub.onStream({ id: 0 } as QuicStream);
    return end;
  };
  return { hub, openMessageStream };
}

import { describe, expect, it } from '@jest/globals';
import { buildGonetPeer } from '../src/gonet-peer.ts';
import { askNotes, type NoteSettings, startNoteServer } from '../src/note-peers.ts';

const peer = await buildGonetPeer();
const describeGonet = peer.isAvailable ? describe : describe.skip;

describeGonet('gonet at its HEAD over TCP', () => {
  it('a Go client gets every answer of our server', async () => {
    expect(await goClientReport({ transport: 'tcp', codec: 'json' }, LONG)).toEqual(everyAnswer);
  }, 60_000);

  it('our client gets every answer of a Go server', async () => {
    expect(await ourReport({ transport: 'tcp', codec: 'json' }, LONG)).toEqual(everyAnswer);
  }, 60_000);
});

describeGonet('gonet at its HEAD over WebSocket', () => {
  it('a Go client gets every answer of our server', async () => {
    expect(await goClientReport({ transport: 'ws', codec: 'json' }, LONG)).toEqual(everyAnswer);
  }, 60_000);

  it('our client gets every answer of a Go server', async () => {
    expect(await ourReport({ transport: 'ws', codec: 'json' }, LONG)).toEqual(everyAnswer);
  }, 60_000);
});

describeGonet('gonet at its HEAD over UDP', () => {
  it('a Go client gets every answer of our server', async () => {
    expect(await goClientReport({ transport: 'udp', codec: 'json' }, SHORT)).toEqual(everyAnswer);
  }, 60_000);

  it('our client gets every answer of a Go server', async () => {
    expect(await ourReport({ transport: 'udp', codec: 'json' }, SHORT)).toEqual(everyAnswer);
  }, 60_000);
});

describeGonet('gonet at its HEAD over KCP', () => {
  it('a Go client gets every answer of our server', async () => {
    expect(await goClientReport({ transport: 'kcp', codec: 'json' }, SHORT)).toEqual(everyAnswer);
  }, 60_000);

  it('our client gets every answer of a Go server', async () => {
    expect(await ourReport({ transport: 'kcp', codec: 'json' }, SHORT)).toEqual(everyAnswer);
  }, 60_000);
});

describeGonet("gonet's binary bodies", () => {
  it('reach our server from a Go client, and come back', async () => {
    expect(await goClientReport({ transport: 'tcp', codec: 'binary' }, LONG)).toEqual(everyAnswer);
  }, 60_000);

  it('reach a Go server from our client, and come back', async () => {
    expect(await ourReport({ transport: 'tcp', codec: 'binary' }, LONG)).toEqual(everyAnswer);
  }, 60_000);
});

describeGonet("gonet's XML bodies", () => {
  it('reach our server from a Go client, and come back', async () => {
    expect(await goClientReport({ transport: 'tcp', codec: 'xml' }, LONG)).toEqual(everyAnswer);
  }, 60_000);

  it('reach a Go server from our client, and come back', async () => {
    expect(await ourReport({ transport: 'tcp', codec: 'xml' }, LONG)).toEqual(everyAnswer);
  }, 60_000);
});

describeGonet("gonet's protobuf bodies", () => {
  it('reach our server from a Go client, and come back', async () => {
    expect(await goClientReport({ transport: 'tcp', codec: 'protobuf' }, LONG)).toEqual(
      everyAnswer,
    );
  }, 60_000);

  it('reach a Go server from our client, and come back', async () => {
    expect(await ourReport({ transport: 'tcp', codec: 'protobuf' }, LONG)).toEqual(everyAnswer);
  }, 60_000);
});

async function goClientReport({ transport, codec }: NoteSettings, sizes: readonly number[]) {
  await using server = await startNoteServer({ transport, codec });
  const options = ['-transport', transport, '-codec', codec, '-sizes', sizes.join()];
  const { exitCode, output, errors } = await peer.runClient(server.address, ...options);
  if (exitCode !== 0) throw new Error(`the Go client ended with ${exitCode}: ${errors}${output}`);
  return JSON.parse(output);
}

async function ourReport({ transport, codec }: NoteSettings, sizes: readonly number[]) {
  await using server = await peer.startServer('-transport', transport, '-codec', codec);
  return await askNotes(server.address, { transport, codec }, sizes);
}

const everyAnswer = { messages: 1000, failures: 0 };
const LONG = [0, 16, 300, 60_000];
/** gonet reads 1,024 bytes of a datagram at a UDP client, and 1,500 elsewhere, also of KCP. */
const SHORT = [0, 16, 300];

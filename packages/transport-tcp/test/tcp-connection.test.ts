import { once } from 'node:events';
import type { Socket } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { type Connection, NetError } from '@net/core';
import type { ConnectionHandler } from '@net/core/extend';
import { CertificateAuthority, TransportEnd } from '@net/testing';
import { tcp } from '../src/index.ts';
import { connectedSocket } from '../src/connected-socket.ts';
import { parseEndpoint } from '../src/endpoint.ts';
import { TcpConnection } from '../src/tcp-connection.ts';
import { Scene } from './support/scene.ts';

const scene = new Scene();
afterEach(() => scene.close());
const authority = new CertificateAuthority();
const tls = { ...authority.issue(['127.0.0.1']), ca: authority.cert };
const KIB = 1024;

describe('TcpConnection', () => {
  it('takes an empty send, and sends nothing', async () => {
    const [dialled, accepted] = await scene.pair(tcp());
    expect(dialled.send('')).toBe(true);
    dialled.send('a');
    await accepted.untilReceived(1);
    expect(accepted.received.toString()).toBe('a');
  });

  it('says false from 64 KiB of waiting bytes on', async () => {
    const [dialled, accepted] = await scene.pair(tcp());
    const { connection } = dialled;
    accepted.connection.pause?.();
    while (connection.send(Buffer.alloc(16 * KIB)));
    expect(connection.bufferedBytes).toBeGreaterThanOrEqual(64 * KIB);
    expect(connection.bufferedBytes).toBeLessThan(80 * KIB);
    expect(dialled.drains).toBe(0);
  });

  it('calls onDrain once less than 64 KiB wait, and only after a false', async () => {
    const [dialled, accepted] = await scene.pair(tcp());
    const { connection } = dialled;
    const waiting: number[] = [];
    dialled.whenDrain = () => void waiting.push(connection.bufferedBytes);
    accepted.connection.pause?.();
    expect(connection.send(Buffer.alloc(32 * KIB * KIB))).toBe(false);
    accepted.connection.resume?.();
    await accepted.untilReceived(32 * KIB * KIB);
    await dialled.until(() => dialled.drains > 0);
    expect(connection.send(Buffer.alloc(64 * KIB))).toBe(true);
    await accepted.untilReceived(32 * KIB * KIB + 64 * KIB);
    expect(waiting).toHaveLength(1);
    expect(waiting[0]).toBeLessThan(64 * KIB);
  });

  it('shows the progress of one large send as the peer reads it', async () => {
    const [dialled, accepted] = await scene.pair(tcp());
    const { connection } = dialled;
    const bytes = 32 * KIB * KIB;
    const seen = new Set<number>();
    accepted.whenData = () => void seen.add(connection.bufferedBytes);
    accepted.connection.pause?.();
    connection.send(Buffer.alloc(bytes));
    accepted.connection.resume?.();
    await accepted.untilReceived(bytes);
    expect(connection.bufferedBytes).toBe(0);
    expect(seen.size).toBeGreaterThan(3);
  });

  it.each(['tcp://127.0.0.1:0', 'tls://127.0.0.1:0'])(
    'keeps the order of small and large sends over %s',
    async (address) => {
      const [dialled, accepted] = await scene.pair(tcp({ tls }), address);
      accepted.connection.pause?.();
      const sizes = [1, 70_000, 3, 65_536, 65_535, 200_000, 0, 5, 5, 300_000, 1, 1, 1];
      const sent = Array.from({ length: 20 }, () => sizes)
        .flat()
        .map((size, index) => Buffer.alloc(size, index));
      for (const bytes of sent) dialled.connection.send(bytes);
      accepted.connection.resume?.();
      const expected = Buffer.concat(sent);
      await accepted.untilReceived(expected.length);
      expect(Buffer.compare(accepted.received, expected)).toBe(0);
    },
  );

  it('stops reading while paused, so that the peer feels it', async () => {
    const [dialled, accepted] = await scene.pair(tcp());
    accepted.connection.pause?.();
    let sentBytes = 0;
    let drains = 0;
    // What both kernels hold for a connection is bounded; far less than this.
    while (sentBytes < 64 * KIB * KIB) {
      sentBytes += 64 * KIB;
      if (dialled.connection.send(Buffer.alloc(64 * KIB))) continue;
      drains += 1;
      const drained = dialled.until(() => dialled.drains >= drains).then(() => true);
      const isStalled = new Promise<boolean>((resolve) => setTimeout(resolve, 200, false));
      if (!(await Promise.race([drained, isStalled]))) break;
    }
    expect(sentBytes).toBeLessThan(32 * KIB * KIB);
    expect(accepted.receivedBytes).toBe(0);
    accepted.connection.resume?.();
    await accepted.untilReceived(sentBytes);
  });

  it('calls no onData after an abort, for what it has read already either', async () => {
    const bound = await scene.listen(tcp(), 'tcp://127.0.0.1:0');
    const socket = await scene.socket(bound.address);
    const accepted = await bound.next();
    accepted.connection.pause?.();
    for (let chunk = 0; chunk < 3; chunk += 1) {
      socket.write('chunk');
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    accepted.whenData = () => accepted.connection.abort();
    accepted.connection.resume?.();
    await accepted.untilClosed();
    expect(accepted.received.toString()).toBe('chunk');
  });

  it('hands the reason of an abort to its own onClose, once', async () => {
    const [dialled] = await scene.pair(tcp());
    const reason = new Error('enough');
    dialled.connection.abort(reason);
    dialled.connection.abort(new Error('too late'));
    await dialled.connection.close();
    expect(dialled.closes).toEqual([reason]);
    expect(dialled.send('after the end')).toBe(false);
    expect(dialled.connection.bufferedBytes).toBe(0);
  });

  it('lets the peer of a plain connection know that an abort is no orderly end', async () => {
    const [dialled, accepted] = await scene.pair(tcp());
    dialled.connection.abort();
    expect(await accepted.untilClosed()).toMatchObject({
      code: 'CONNECTION_LOST',
      message: `the connection to ${accepted.connection.remote} broke: ECONNRESET`,
      cause: { code: 'ECONNRESET' },
    });
  });

  it.each(['tls', 'unix'])(
    'looks like an orderly end to the peer when %s aborts',
    async (scheme) => {
      const address = scheme === 'tls' ? 'tls://127.0.0.1:0' : `unix://${scene.folder()}/app`;
      const [dialled, accepted] = await scene.pair(tcp({ tls }), address);
      dialled.connection.abort();
      expect(await accepted.untilClosed()).toBeUndefined();
    },
  );

  it('reports a reset by the peer as a lost connection', async () => {
    const bound = await scene.listen(tcp(), 'tcp://127.0.0.1:0');
    const socket = await scene.socket(bound.address);
    const accepted = await bound.next();
    accepted.send('half of an answer');
    await once(socket, 'data');
    socket.resetAndDestroy();
    const error = await accepted.untilClosed();
    expect(error).toBeInstanceOf(NetError);
    expect(error).toMatchObject({ code: 'CONNECTION_LOST', cause: { code: 'ECONNRESET' } });
    expect(accepted.closes).toHaveLength(1);
  });

  it('reports a TLS record that nobody can read as a lost connection', async () => {
    const bound = await scene.listen(tcp({ tls }), 'tls://127.0.0.1:0');
    let toServer: Socket | undefined;
    const port = await scene.relay(bound.address, (client, upstream) => {
      toServer = upstream;
      upstream.on('data', (chunk) => client.write(chunk));
    });
    await scene.dial(tcp({ tls }), `tls://127.0.0.1:${port}`);
    const accepted = await bound.next();
    toServer?.write(Buffer.from('1703030005aabbccddee', 'hex'));
    expect(await accepted.untilClosed()).toMatchObject({ code: 'CONNECTION_LOST' });
  });

  it('closes the connection and passes on what open throws', async () => {
    let left: Promise<unknown> | undefined;
    const port = await scene.server((socket) => {
      socket.resume();
      left = new Promise((resolve) => socket.on('close', resolve));
    });
    const address = `tcp://127.0.0.1:${port}`;
    const socket = await scene.socket(address);
    const connected = connectedSocket(socket, parseEndpoint(address));
    const fault = new Error('no handler');
    const open = (): ConnectionHandler => {
      throw fault;
    };
    expect(() => connected && TcpConnection.open(connected, 1000, open)).toThrow(fault);
    await left;
  });
});

describe('TcpConnection.close', () => {
  it('answers the end of the peer with its own, after what is queued', async () => {
    const bound = await scene.listen(tcp(), 'tcp://127.0.0.1:0');
    const socket = await scene.socket(bound.address);
    socket.allowHalfOpen = true;
    const accepted = await bound.next();
    const answer = Buffer.alloc(64 * KIB * KIB, 7);
    accepted.whenData = () => accepted.connection.send(answer);
    socket.end('question');
    let received = 0;
    socket.on('data', (chunk: Buffer) => (received += chunk.length));
    await once(socket, 'end');
    expect(received).toBe(answer.length);
    expect(await accepted.untilClosed()).toBeUndefined();
  });

  it('hands over what the peer sends until that ends too', async () => {
    const bound = await scene.listen(tcp(), 'tcp://127.0.0.1:0');
    const socket = await scene.socket(bound.address);
    socket.allowHalfOpen = true;
    const accepted = await bound.next();
    const closing = accepted.connection.close();
    socket.resume();
    await once(socket, 'end');
    expect(accepted.send('too late')).toBe(false);
    socket.end('last words');
    await closing;
    expect(accepted.received.toString()).toBe('last words');
    expect(accepted.closes).toEqual([undefined]);
  });

  it('drops what a paused handler has not been given', async () => {
    const [dialled, accepted] = await scene.pair(tcp());
    accepted.connection.pause?.();
    dialled.send('unread');
    await accepted.connection.close();
    expect(accepted.receivedBytes).toBe(0);
    expect(accepted.closes).toEqual([undefined]);
  });

  it('cuts a peer that never ends its side after closeTimeoutMs', async () => {
    const bound = await scene.listen(tcp({ closeTimeoutMs: 50 }), 'tcp://127.0.0.1:0');
    const socket = await scene.socket(bound.address);
    socket.allowHalfOpen = true;
    socket.resume();
    const accepted = await bound.next();
    await accepted.connection.close();
    expect(accepted.closes[0]).toMatchObject({
      code: 'CONNECTION_LOST',
      message: `${accepted.connection.remote} did not end its side in 50 ms`,
    });
  });

  it('says how much is unsent when the peer never reads it', async () => {
    const bound = await scene.listen(tcp({ closeTimeoutMs: 50 }), 'tcp://127.0.0.1:0');
    const socket = await scene.socket(bound.address);
    socket.pause();
    const accepted = await bound.next();
    accepted.connection.send(Buffer.alloc(32 * KIB * KIB));
    await accepted.connection.close();
    const message = accepted.closes[0]?.message ?? '';
    expect(message).toMatch(/did not end its side in 50 ms, \d{7,8} bytes are unsent$/);
  });

  it('destroys at once when its signal is aborted, whoever calls it again', async () => {
    const bound = await scene.listen(tcp(), 'tcp://127.0.0.1:0');
    const socket = await scene.socket(bound.address);
    socket.allowHalfOpen = true;
    const accepted = await bound.next();
    const controller = new AbortController();
    const closings = [
      accepted.connection.close(),
      accepted.connection.close({ signal: controller.signal }),
    ];
    controller.abort('no Error, but a reason');
    await Promise.all(closings);
    expect(accepted.closes).toHaveLength(1);
    expect(accepted.closes[0]).toMatchObject({
      code: 'CANCELLED',
      cause: 'no Error, but a reason',
    });
  });

  it('sends nothing when its signal was aborted before', async () => {
    const [dialled, accepted] = await scene.pair(tcp());
    const reason = new Error('no time');
    await dialled.connection.close({ signal: AbortSignal.abort(reason) });
    expect(dialled.closes).toEqual([reason]);
    await accepted.untilClosed();
  });

  it('calls no handler from inside open, send, close or abort', async () => {
    const calls: string[] = [];
    const handler = (): ConnectionHandler => ({
      onData: () => void calls.push('onData'),
      onDrain: () => void calls.push('onDrain'),
      onClose: () => void calls.push('onClose'),
    });
    const transport = tcp();
    const bound = await scene.listen(transport, 'tcp://127.0.0.1:0');
    const act = (connection: Connection): ConnectionHandler => {
      connection.send(Buffer.alloc(KIB * KIB));
      void connection.close();
      connection.abort();
      expect(calls).toEqual([]);
      return handler();
    };
    const connection = await transport.dial(bound.address, act);
    await connection.close();
    expect(calls).toEqual(['onClose']);
  });

  it('may be paused from inside open', async () => {
    const transport = tcp();
    const bound = await scene.listen(transport, 'tcp://127.0.0.1:0');
    let end: TransportEnd | undefined;
    const dialling = transport.dial(bound.address, (opened) => {
      opened.pause?.();
      end = new TransportEnd(opened);
      return end;
    });
    const connection = await dialling;
    scene.after(() => connection.abort());
    (await bound.next()).send('early');
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(end?.receivedBytes).toBe(0);
    connection.resume?.();
    await end?.untilReceived(5);
  });
});

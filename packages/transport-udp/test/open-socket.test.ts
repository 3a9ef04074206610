import { afterEach, describe, expect, it } from '@jest/globals';
import type { Socket } from 'node:dgram';
import { rejection } from '@net/testing';
import { bindSocket, connectSocket, dialError, unconnectedSocket } from '../src/open-socket.ts';
import { Scene } from './support/scene.ts';

const scene = new Scene();
afterEach(() => scene.close());
const LEFT_TO_SYSTEM = { receiveBufferBytes: undefined };
const LOOPBACK = { ip: '127.0.0.1', family: 4, port: 0 } as const;

describe('bindSocket', () => {
  it('binds to IPv4 and to IPv6', async () => {
    const four = keep(await bindSocket(LOOPBACK, LEFT_TO_SYSTEM));
    const six = keep(await bindSocket({ ip: '::1', family: 6, port: 0 }, LEFT_TO_SYSTEM));
    expect(four.address()).toMatchObject({ address: '127.0.0.1', family: 'IPv4' });
    expect(six.address()).toMatchObject({ address: '::1', family: 'IPv6' });
  });

  it('leaves nothing open when the port is taken', async () => {
    const { port } = keep(await bindSocket(LOOPBACK, LEFT_TO_SYSTEM)).address();
    const error = await rejection(bindSocket({ ...LOOPBACK, port }, LEFT_TO_SYSTEM));
    expect(error).toMatchObject({ code: 'EADDRINUSE' });
  });

  it('asks the system for a larger buffer when told so', async () => {
    const socket = keep(await bindSocket(LOOPBACK, { receiveBufferBytes: 16_384 }));
    // Linux doubles it, for its own use.
    expect(socket.getRecvBufferSize()).toBeGreaterThanOrEqual(16_384);
    expect(socket.getRecvBufferSize()).toBeLessThanOrEqual(65_536);
  });
});

describe('connectSocket', () => {
  it('connects to one peer', async () => {
    const peer = await scene.socket();
    const socket = keep(await connectSocket({ ...LOOPBACK, port: peer.port }, LEFT_TO_SYSTEM));
    expect(socket.remoteAddress()).toMatchObject({ address: '127.0.0.1', port: peer.port });
  });

  it('leaves nothing open when the system refuses', async () => {
    const endpoint = { ip: '255.255.255.255', family: 4, port: 9 } as const;
    const error = await rejection(connectSocket(endpoint, LEFT_TO_SYSTEM));
    expect(error).toMatchObject({ code: expect.stringMatching(/^E(ACCES|NETUNREACH)/) });
  });
});

describe('unconnectedSocket', () => {
  it('binds to any port of any address of the family', async () => {
    const socket = keep(await unconnectedSocket({ ...LOOPBACK, port: 9 }, LEFT_TO_SYSTEM));
    expect(socket.address()).toMatchObject({ address: '0.0.0.0', family: 'IPv4' });
    expect(socket.address().port).toBeGreaterThan(0);
  });
});

describe('dialError', () => {
  it.each([
    ['ECONNREFUSED', 'CONNECTION_REFUSED', 'nobody listens'],
    ['EACCES', 'BAD_ADDRESS', 'broadcast'],
    ['ENOTFOUND', 'CONNECT_FAILED', 'ENOTFOUND'],
  ])('makes %s %s, and keeps the cause', (system, code, text) => {
    const cause = Object.assign(new Error('said the system'), { code: system });
    const error = dialError('udp://peer:9', cause);
    expect(error).toMatchObject({ code, cause, message: expect.stringContaining(text) });
  });
});

function keep(socket: Socket): Socket {
  scene.after(() => new Promise<void>((resolve) => socket.close(() => resolve())));
  return socket;
}

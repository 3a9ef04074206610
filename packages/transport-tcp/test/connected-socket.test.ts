import { once } from 'node:events';
import { connect, createServer, Socket } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { connectedSocket } from '../src/connected-socket.ts';
import { parseEndpoint } from '../src/endpoint.ts';
import { portOf, Scene } from './support/scene.ts';

const scene = new Scene();
afterEach(() => scene.close());

/** Both ends of a connection to a server on `listenHost`. */
async function sockets(listenHost: string, dialHost: string): Promise<[Socket, Socket]> {
  const server = createServer();
  server.listen(0, listenHost);
  await once(server, 'listening');
  scene.after(() => server.close());
  const dialled = connect(portOf(server), dialHost);
  const [accepted] = await once(server, 'connection');
  scene.after(() => dialled.destroy());
  scene.after(() => accepted.destroy());
  if (dialled.connecting) await once(dialled, 'connect');
  return [dialled, accepted];
}

describe('connectedSocket', () => {
  it('names both ends the other way round at the other end', async () => {
    const [dialled, accepted] = await sockets('127.0.0.1', '127.0.0.1');
    const endpoint = parseEndpoint('tcp://127.0.0.1:1');
    const here = connectedSocket(dialled, endpoint)?.ends;
    const there = connectedSocket(accepted, endpoint)?.ends;
    expect(here?.remote).toMatch(/^tcp:\/\/127\.0\.0\.1:\d+$/);
    expect(there).toEqual({ local: here?.remote, remote: here?.local });
  });

  it('writes an IPv4 peer of an IPv6 socket as IPv4', async () => {
    const [, accepted] = await sockets('::', '127.0.0.1');
    expect(accepted.remoteAddress).toBe('::ffff:127.0.0.1');
    const connected = connectedSocket(accepted, parseEndpoint('tls://[::]:1'));
    expect(connected?.ends.remote).toMatch(/^tls:\/\/127\.0\.0\.1:\d+$/);
  });

  it('gives both ends of a Unix socket the name of its path', async () => {
    const [dialled] = await sockets('127.0.0.1', '127.0.0.1');
    const connected = connectedSocket(dialled, parseEndpoint('unix:///run/app'));
    expect(connected?.ends).toEqual({ local: 'unix:///run/app', remote: 'unix:///run/app' });
  });

  it('can reset plain TCP only', async () => {
    const [dialled] = await sockets('127.0.0.1', '127.0.0.1');
    const canReset = (address: string) =>
      connectedSocket(dialled, parseEndpoint(address))?.canReset;
    expect(canReset('tcp://a:1')).toBe(true);
    expect(canReset('tls://a:1')).toBe(false);
    expect(canReset('unix:///a')).toBe(false);
  });

  it('is undefined when the socket is closed already', async () => {
    const [dialled] = await sockets('127.0.0.1', '127.0.0.1');
    dialled.destroy();
    expect(connectedSocket(dialled, parseEndpoint('tcp://a:1'))).toBeUndefined();
    expect(connectedSocket(dialled, parseEndpoint('unix:///a'))).toBeUndefined();
  });

  it('closes a socket whose peer has left no address', () => {
    const socket = new Socket();
    expect(connectedSocket(socket, parseEndpoint('tcp://a:1'))).toBeUndefined();
    expect(socket.destroyed).toBe(true);
  });
});

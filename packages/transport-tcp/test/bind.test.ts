import { lookup } from 'node:dns/promises';
import { existsSync, lstatSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { rejection } from '@net/testing';
import { bind } from '../src/bind.ts';
import { parseEndpoint } from '../src/endpoint.ts';
import { leaveSocketBehind } from './support/stale.ts';
import { Scene } from './support/scene.ts';

const scene = new Scene();
afterEach(() => scene.close());

async function bound(
  address: string,
  { unixMode, signal }: { unixMode?: number; signal?: AbortSignal } = {},
): Promise<[Server, string]> {
  const server = createServer();
  server.on('error', () => {});
  scene.after(() => server.close());
  return [server, await bind(server, address, parseEndpoint(address), { unixMode }, signal)];
}

describe('bind', () => {
  it('turns port 0 into the port it has got', async () => {
    const [, address] = await bound('tcp://127.0.0.1:0');
    expect(address).toMatch(/^tcp:\/\/127\.0\.0\.1:[1-9]\d*$/);
  });

  it('binds an IPv6 address', async () => {
    const [, address] = await bound('tls://[::1]:0');
    expect(address).toMatch(/^tls:\/\/\[::1\]:[1-9]\d*$/);
  });

  it('says what to do when the address is in use', async () => {
    const [, address] = await bound('tcp://127.0.0.1:0');
    const error = await rejection(bound(address));
    expect(error).toMatchObject({
      code: 'ADDRESS_IN_USE',
      message: `${address} is in use: end what listens there, or choose another address`,
      cause: { code: 'EADDRINUSE' },
    });
  });

  it.each([
    ['tcp://192.0.2.1:0', 'EADDRNOTAVAIL, this machine has no such address'],
    ['unix:///nowhere/at/all', 'EACCES, the folder does not exist'],
  ])('says why it cannot listen at %s', async (address, why) => {
    const error = await rejection(bound(address));
    expect(error).toMatchObject({ code: 'LISTEN_FAILED', message: expect.stringContaining(why) });
    expect(String(error)).toContain(`cannot listen at ${address}`);
  });

  it('gives a socket file its permissions', async () => {
    const path = `${scene.folder()}/app`;
    await bound(`unix://${path}`, { unixMode: 0o640 });
    expect(lstatSync(path).mode & 0o777).toBe(0o640);
  });

  it('replaces the socket file of a program that was killed', async () => {
    const path = `${scene.folder()}/app`;
    leaveSocketBehind(path);
    const [server, address] = await bound(`unix://${path}`);
    expect(address).toBe(`unix://${path}`);
    expect(server.listening).toBe(true);
  });

  it('refuses the socket file of a living program', async () => {
    const path = `${scene.folder()}/app`;
    const [first] = await bound(`unix://${path}`);
    expect(await rejection(bound(`unix://${path}`))).toMatchObject({ code: 'ADDRESS_IN_USE' });
    expect(first.listening).toBe(true);
    expect(existsSync(path)).toBe(true);
  });

  it('refuses a path where something else is, and leaves that alone', async () => {
    const path = `${scene.folder()}/notes.txt`;
    writeFileSync(path, 'precious');
    expect(await rejection(bound(`unix://${path}`))).toMatchObject({
      code: 'LISTEN_FAILED',
      message: expect.stringContaining('is not a socket'),
    });
    expect(existsSync(path)).toBe(true);
  });

  it('rejects with the reason of its signal, and leaves nothing bound', async () => {
    const reason = new Error('changed my mind');
    const controller = new AbortController();
    const server = createServer();
    server.on('error', () => {});
    const binding = bind(
      server,
      'tcp://localhost:0',
      parseEndpoint('tcp://localhost:0'),
      { unixMode: undefined },
      controller.signal,
    );
    controller.abort(reason);
    expect(await rejection(binding)).toBe(reason);
    await lookup('localhost');
    expect(server.listening).toBe(false);
  });
});

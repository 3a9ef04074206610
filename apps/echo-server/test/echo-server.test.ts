import type { Server } from '@net/core';
import { afterEach, describe, expect, it } from '@jest/globals';
import { startEchoServer } from '../src/echo-server.ts';
import { serverOptions } from '../src/options.ts';
import { lineLogger } from '../src/report.ts';

const servers: Server[] = [];

afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

async function start(...argv: string[]): Promise<Server> {
  const server = await startEchoServer(
    serverOptions(argv),
    lineLogger(() => {}),
  );
  servers.push(server);
  return server;
}

describe('startEchoServer', () => {
  it('listens on all addresses', async () => {
    const server = await start('--listen', 'tcp://127.0.0.1:0', '--listen', 'tcp://127.0.0.1:0');
    expect(server.addresses).toEqual([
      expect.stringMatching(/^tcp:\/\/127\.0\.0\.1:[1-9]\d*$/),
      expect.stringMatching(/^tcp:\/\/127\.0\.0\.1:[1-9]\d*$/),
    ]);
  });

  it('refuses a port that is taken', async () => {
    const { address } = await start('--listen', 'tcp://127.0.0.1:0');
    await expect(start('--listen', address)).rejects.toMatchObject({ code: 'ADDRESS_IN_USE' });
  });

  it('refuses a tls: address without a certificate', async () => {
    await expect(start('--listen', 'tls://127.0.0.1:0')).rejects.toMatchObject({
      code: 'INVALID_OPTION',
    });
  });

  it('refuses gonet-2023 on a byte stream before it listens', async () => {
    const argv = ['--listen', 'tcp://127.0.0.1:0', '--protocol', 'gonet-2023'];
    await expect(start(...argv)).rejects.toMatchObject({ code: 'UNSUPPORTED' });
  });
});

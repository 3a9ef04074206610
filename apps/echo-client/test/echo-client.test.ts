import { protocolOf, transportsWith } from '@net/apps-shared';
import { type Handler, Router, serve, type Server } from '@net/core';
import { afterEach, describe, expect, it } from '@jest/globals';
import { runEchoClient } from '../src/echo-client.ts';
import type { Measurement } from '../src/measurement.ts';
import { clientOptions } from '../src/options.ts';

const servers: Server[] = [];

afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

async function runAgainst(handler: Handler, ...argv: string[]): Promise<Measurement> {
  const server = await serve('tcp://127.0.0.1:0', {
    transports: transportsWith({}, 'packets'),
    protocol: protocolOf('packets'),
    router: new Router().fallback(handler),
  });
  servers.push(server);
  const options = clientOptions(['--connect', server.address, ...argv]);
  return runEchoClient(options, { done: 0, total: options.count });
}

describe('runEchoClient', () => {
  it('counts what comes back as it was sent', async () => {
    const { transport, answers, returns } = await runAgainst(({ body }) => body, '--count', '10');
    expect(transport).toBe('tcp');
    expect(answers).toMatchObject({ count: 10, failures: new Map() });
    expect(returns).toBeUndefined();
  });

  it('counts answers with another body', async () => {
    const { answers } = await runAgainst(({ body }) => body.toReversed(), '--count', '10');
    expect([...answers.failures]).toEqual([['WRONG_BODY', 10]]);
  });

  it('counts one-way messages that do not come back', async () => {
    const flow = ['--count', '5', '--one-way', '--timeout', '50'];
    const { returns } = await runAgainst(({ body }) => body, ...flow);
    expect(returns).toMatchObject({ count: 5, returned: 0 });
  });

  it('fails when the session ends', async () => {
    const running = runAgainst((_message, session) => session.abort());
    await expect(running).rejects.toMatchObject({ code: 'CONNECTION_LOST' });
  });

  it('refuses a protocol that cannot travel there, before it connects', async () => {
    const options = clientOptions(['--connect', 'tcp://127.0.0.1:1', '--protocol', 'gonet-2023']);
    const running = runEchoClient(options, { done: 0, total: 1 });
    await expect(running).rejects.toMatchObject({ code: 'UNSUPPORTED' });
  });

  it('asks a group of servers, of which one is down', async () => {
    const server = await serve('tcp://127.0.0.1:0', {
      transports: transportsWith({}, 'packets'),
      protocol: protocolOf('packets'),
      router: new Router().fallback(({ body }) => body),
    });
    servers.push(server);
    const group = ['--group', 'tcp://127.0.0.1:1', '--group', server.address];
    const options = clientOptions([...group, '--count', '10', '--codec', 'json']);
    const { transport, answers } = await runEchoClient(options, { done: 0, total: 10 });
    expect([transport, answers.count, answers.failures.size]).toEqual(['tcp', 10, 0]);
  });

  it('says when no server of a group can be reached', async () => {
    const options = clientOptions(['--group', 'tcp://127.0.0.1:1', '--timeout', '100']);
    const running = runEchoClient(options, { done: 0, total: 1 });
    await expect(running).rejects.toMatchObject({ code: 'NOT_CONNECTED' });
  });
});

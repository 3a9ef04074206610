import { ClientManager } from '@net/client-manager';
import { json } from '@net/codec-json';
import { call, NetError, raw, ReplyError, Router, serve, sessionKey } from '@net/core';
import { turbo } from '@net/packet';
import { tcp } from '@net/transport-tcp';
import { describe, expect, it } from '@jest/globals';
import { GoPeer } from '../src/go-peer.ts';

const head = await GoPeer.build('turbo/head');
const describeHead = head.isAvailable ? describe : describe.skip;
const stack = { transports: [tcp()], protocol: turbo({ lengthPrefix: false }) };
const Echo = call(1, raw(), raw());

describeHead('a group of three turbo servers', () => {
  it('loses nothing that certainly was not run when one of them is killed', async () => {
    await using one = await head.startServer();
    await using two = await head.startServer();
    await using three = await head.startServer();
    await using manager = new ClientManager(stack);
    const addresses = [one, two, three].map(({ address }) => `tcp://${address}`);
    await Promise.all(manager.add('go', ...addresses).map((client) => client.ready()));

    const asked = Array.from({ length: 3000 }, (_, index) => outcome(manager, index));
    await manager.request('go', Echo, new Uint8Array(1));
    await two[Symbol.asyncDispose]();
    const during = await Promise.all(asked);
    expect(during.filter((result) => result !== 'answered' && result !== 'maybe')).toEqual([]);

    const after = Array.from({ length: 1500 }, (_, index) => outcome(manager, index));
    expect(new Set(await Promise.all(after))).toEqual(new Set(['answered']));
    expect(manager.stats().get('go')).toMatchObject({ members: 3, ready: 2, pendingRequests: 0 });
  }, 60_000);
});

describeHead('a server that wants a turbo client to log in', () => {
  it('serves one that knows the secret of its group', async () => {
    await using server = await startServer();
    const { host } = new URL(server.address);
    const { output } = await head.runClient(host, '-login', 'staff:tiger', '-count', '1000');
    expect(JSON.parse(output)).toMatchObject({ requests: 1000, failures: 0 });
    expect(server.stats().messagesReceived).toBe(1001);
  }, 60_000);

  it('refuses one that does not', async () => {
    await using server = await startServer();
    const { host } = new URL(server.address);
    const { output } = await head.runClient(host, '-login', 'staff:lion', '-count', '1000');
    expect(JSON.parse(output)).toEqual({ login: 'refused' });
  }, 60_000);
});

/** What became of one request, its body checked. */
async function outcome(manager: ClientManager, index: number): Promise<string> {
  const body = Buffer.from(`request ${index}`);
  try {
    const answer = await manager.request('go', Echo, body);
    return Buffer.compare(answer, body) === 0 ? 'answered' : 'wrong body';
  } catch (error) {
    return error instanceof NetError ? error.executed : String(error);
  }
}

/** turbo carries no handshake of its own: a request of the application says who the peer is. */
function startServer() {
  const Login = call(200, json<{ groupId: string; secretKey: string }>(), json<boolean>());
  const group = sessionKey<string>();
  const router = new Router()
    .use((next) => (message, session) => {
      if (message.type !== Login.type && group.get(session) === undefined) {
        throw new ReplyError('NOT_LOGGED_IN', 'log in first');
      }
      return next(message, session);
    })
    .handle(Login, ({ groupId, secretKey }, session) => {
      const isKnown = groupId === 'staff' && secretKey === 'tiger';
      if (isKnown) group.set(session, groupId);
      return isKnown;
    })
    .handle(Echo, (body) => body);
  return serve('tcp://127.0.0.1:0', { ...stack, router });
}

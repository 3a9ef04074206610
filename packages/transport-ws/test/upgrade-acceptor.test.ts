import { afterEach, describe, expect, it } from '@jest/globals';
import type { NetError } from '@net/core';
import type { Bound } from '@net/testing';
import { ws, type WsOptions } from '../src/index.ts';
import { masked, upgradeRequest } from './support/raw-peer.ts';
import { Scene } from './support/scene.ts';

const scene = new Scene();
afterEach(() => scene.close());

interface Listening extends Bound {
  readonly errors: readonly NetError[];
}

/** Listen at `/path`, and note who was refused. */
async function listen(options: WsOptions = {}): Promise<Listening> {
  const errors: NetError[] = [];
  const transport = ws({ ...options, onAcceptError: (error) => void errors.push(error) });
  return { ...(await scene.listen(transport, 'ws://127.0.0.1:0/path')), errors };
}

describe('UpgradeAcceptor', () => {
  it('answers the handshake of RFC 6455', async () => {
    const { address } = await listen();
    const peer = await scene.ask(address, upgradeRequest('/path'));
    expect(await peer.untilHead()).toBe(
      'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n' +
        'Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=',
    );
  });

  it('takes a message that comes with the request', async () => {
    const bound = await listen();
    const socket = await scene.socket(bound.address);
    const request = Buffer.from(upgradeRequest('/path'));
    socket.write(Buffer.concat([request, Buffer.from(masked('82', 'early'), 'hex')]));
    const accepted = await bound.next();
    await accepted.untilReceived(5);
  });

  it.each([
    ['no key', ['Sec-WebSocket-Key:'], '400 Bad Request'],
    ['a short key', ['Sec-WebSocket-Key: AAAA'], '400 Bad Request'],
    ['version 12', ['Sec-WebSocket-Version: 12'], '400 Bad Request'],
    ['another protocol', ['Upgrade: h2c'], '400 Bad Request'],
    ['a bad list of subprotocols', ['Sec-WebSocket-Protocol: a,,b'], '400 Bad Request'],
    ['10 KiB of headers', [`X: ${'x'.repeat(10_240)}`], '431 Request Header Fields Too Large'],
    ['a header without a name', [': x'], '400 Bad Request'],
    ['an origin of another host', ['Origin: http://evil.example'], '403 Forbidden'],
    ['an old-style origin', ['Sec-WebSocket-Origin: http://evil.example'], '403 Forbidden'],
    ['no origin that it is', ['Origin: null'], '403 Forbidden'],
    ['two origins', ['Origin: http://server.example', 'ORIGIN: http://evil.example'], '403'],
  ])('refuses %s', async (_, headers, status) => {
    const { address, accepted } = await listen();
    const peer = await scene.ask(address, upgradeRequest('/path', headers));
    expect(await peer.untilStatus()).toContain(`HTTP/1.1 ${status}`);
    await peer.untilClosed();
    expect(accepted).toEqual([]);
  });

  it('refuses an upgrade to one of two protocols', async () => {
    const { address } = await listen();
    const request = upgradeRequest('/path', ['Upgrade: websocket, h2c']);
    const peer = await scene.ask(address, request);
    expect(await peer.untilStatus()).toBe('HTTP/1.1 400 Bad Request');
  });

  it('lets a page of the same host in, and says who else it refused', async () => {
    const bound = await listen();
    const { address, errors } = bound;
    await scene.ask(address, upgradeRequest('/path', ['Origin: https://server.example']));
    const { connection } = await bound.next();
    expect(connection.local).toBe(address);
    await (await scene.ask(address, upgradeRequest('/path', ['Origin: http://x']))).untilClosed();
    expect(errors).toMatchObject([{ code: 'ORIGIN_REJECTED' }]);
    expect(errors[0]?.message).toMatch(
      /^ws:\/\/127\.0\.0\.1:\d+ may not connect to ws:\/\/127\.0\.0\.1:\d+\/path: pages of its origin may not connect$/,
    );
  });

  it('keeps to the list of origins', async () => {
    const { address, accepted } = await listen({ allowedOrigins: ['https://a.example'] });
    const good = await scene.ask(address, upgradeRequest('/path', ['Origin: https://a.example']));
    expect(await good.untilStatus()).toContain(' 101 ');
    const bad = await scene.ask(address, upgradeRequest('/path', ['Origin: https://b.example']));
    expect(await bad.untilStatus()).toContain(' 403 ');
    expect(accepted).toHaveLength(1);
  });

  it.each([
    ['says no', () => false, '401', 'AUTH_FAILED'],
    ['says no later', () => Promise.resolve(false), '401', 'AUTH_FAILED'],
    [
      'throws',
      () => {
        throw new Error('bug');
      },
      '401',
      'AUTH_FAILED',
    ],
    ['rejects', () => Promise.reject(new Error('bug')), '401', 'AUTH_FAILED'],
    ['says something else', () => 'yes' as unknown as boolean, '408', 'HANDSHAKE_TIMEOUT'],
    ['never says anything', () => new Promise<boolean>(() => {}), '408', 'HANDSHAKE_TIMEOUT'],
  ])('refuses whom verify %s to', async (_, verify, status, code) => {
    const { address, accepted, errors } = await listen({ verify, handshakeTimeoutMs: 50 });
    const peer = await scene.ask(address, upgradeRequest('/path'));
    expect(await peer.untilStatus()).toContain(` ${status} `);
    await peer.untilClosed();
    expect(accepted).toEqual([]);
    expect(errors).toMatchObject([{ code }]);
    expect(peer.text).not.toContain('bug');
  });

  it('shows verify only requests whose headers and origin are in order', async () => {
    const urls: (string | undefined)[] = [];
    const verify = async ({ url }: { url?: string | undefined }): Promise<boolean> =>
      urls.push(url) > 0;
    const bound = await listen({ verify });
    const { address } = bound;
    for (const header of ['Origin: http://x', 'Sec-WebSocket-Version: 1']) {
      await (await scene.ask(address, upgradeRequest('/path', [header]))).untilClosed();
    }
    await scene.ask(address, upgradeRequest('/path?token=1'));
    await bound.next();
    expect(urls).toEqual(['/path?token=1']);
  });

  it('keeps nothing open for a peer that left while it was verified', async () => {
    const keeper = new Doorkeeper();
    const { address, accepted } = await listen({ verify: () => keeper.ask() });
    const peer = await scene.ask(address, upgradeRequest('/path'));
    await keeper.isAsked;
    peer.socket.resetAndDestroy();
    await peer.untilClosed();
    keeper.letIn();
    for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    for (const end of accepted) {
      expect(await end.untilClosed()).toMatchObject({ code: 'CONNECTION_LOST' });
    }
  });

  it('lets nobody in after the listener has closed, those being verified included', async () => {
    const keeper = new Doorkeeper();
    const { address, accepted, listener } = await listen({ verify: () => keeper.ask() });
    const peer = await scene.ask(address, upgradeRequest('/path'));
    await keeper.isAsked;
    await listener.close();
    keeper.letIn();
    expect(await peer.untilStatus()).toBe('HTTP/1.1 503 Service Unavailable');
    expect(accepted).toEqual([]);
  });

  it('survives a reset at each byte of the request', async () => {
    const { address } = await listen({ verify: () => Promise.resolve(true) });
    const request = Buffer.from(upgradeRequest('/path'));
    for (let bytes = 0; bytes <= request.length; bytes += 1) {
      const socket = await scene.socket(address);
      socket.write(request.subarray(0, bytes), () => socket.resetAndDestroy());
    }
    const dialled = await scene.dial(ws(), address);
    expect(dialled.connection.kind).toBe('stream');
  });

  it('agrees to net.batch, to others that it knows, or to nothing', async () => {
    const { address } = await listen({ protocols: ['mine'] });
    const agreed = async (offer: string): Promise<string | undefined> => {
      const request = upgradeRequest('/path', [`Sec-WebSocket-Protocol: ${offer}`]);
      const head = await (await scene.ask(address, request)).untilHead();
      return /sec-websocket-protocol: (.*)/i.exec(head)?.[1]?.trim();
    };
    expect(await agreed('mine, net.batch')).toBe('net.batch');
    expect(await agreed('other, mine')).toBe('mine');
    expect(await agreed('other')).toBeUndefined();
  });
});

describe('UpgradeAcceptor behind proxies', () => {
  it.each([
    ['a trusted proxy', ['127.0.0.0/8'], '203.0.113.9', 'ws://203.0.113.9:0'],
    ['a proxy of IPv6 clients', ['127.0.0.1'], '2001:db8::5', 'ws://[2001:db8::5]:0'],
    ['two trusted proxies', ['127.0.0.1', '10.0.0.1'], '6.6.6.6, 10.0.0.1', 'ws://6.6.6.6:0'],
  ])('names the client of %s', async (_, trustedProxies, header, remote) => {
    const bound = await listen({ trustedProxies });
    const [, accepted] = await scene.upgraded(bound, [`X-Forwarded-For: ${header}`]);
    expect(accepted.connection.remote).toBe(remote);
  });

  it.each([
    ['that nobody has said to trust', [], '203.0.113.9'],
    ['that does not know how to write it', ['127.0.0.1'], 'unknown'],
  ])('names the proxy itself %s', async (_, trustedProxies, header) => {
    const bound = await listen({ trustedProxies });
    const [peer, accepted] = await scene.upgraded(bound, [`X-Forwarded-For: ${header}`]);
    expect(accepted.connection.remote).toBe(`ws://127.0.0.1:${peer.socket.localPort}`);
  });
});

/** Whom to let in, asked once. */
class Doorkeeper {
  readonly isAsked: Promise<void>;
  #onAsked!: () => void;
  #answer!: (isIn: boolean) => void;

  constructor() {
    this.isAsked = new Promise((resolve) => (this.#onAsked = resolve));
  }

  ask(): Promise<boolean> {
    this.#onAsked();
    return new Promise((resolve) => (this.#answer = resolve));
  }

  letIn(): void {
    this.#answer(true);
  }
}

import { once } from 'node:events';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { Transport } from '@net/core';
import { rejection, transportContract } from '@net/testing';
import { ws as browserWs } from '../src/browser-ws.ts';
import { ws } from '../src/index.ts';
import { Scene } from './support/scene.ts';

type DefineTest = Parameters<typeof transportContract>[0];

const scene = new Scene();
afterEach(() => scene.close());

/** The platform's WebSocket, here that of Node, against our own server. */
function dialling(browser: Transport): Transport {
  const server = ws();
  return {
    schemes: browser.schemes,
    dial: (...args) => browser.dial(...args),
    listen: (...args) => server.listen(...args),
  };
}

/** Leaves out what no page can: once it closes, the platform drops what still arrives. */
function withoutLastWords(define: DefineTest): DefineTest {
  return (name, run) => {
    if (name !== 'delivers what both ends sent before both close') define(name, run);
  };
}

describe('ws of the browser in batches', () => {
  transportContract(withoutLastWords(it), {
    transport: dialling(browserWs()),
    address: () => 'ws://127.0.0.1:0/batch',
    refusesDial: false,
  });
});

describe('ws of the browser with a message for each send', () => {
  transportContract(withoutLastWords(it), {
    transport: dialling(browserWs({ batch: false })),
    address: () => 'ws://127.0.0.1:0',
    refusesDial: false,
  });
});

describe('ws of the browser', () => {
  it('cannot listen', async () => {
    const listening = browserWs().listen('ws://127.0.0.1:0', () => {
      throw new Error('never called');
    });
    expect(await rejection(listening)).toMatchObject({ code: 'UNSUPPORTED' });
  });

  it('says that the browser does not say why a dial failed', async () => {
    const { listener, address } = await scene.listen(ws());
    await listener.close();
    expect(await rejection(scene.dial(browserWs(), address))).toMatchObject({
      code: 'CONNECT_FAILED',
      message: `cannot connect to ${address}, and the browser does not say why; for servers that do not know net.batch pass batch: false`,
    });
    const error = await rejection(scene.dial(browserWs({ batch: false }), address));
    expect(String(error)).toMatch(/does not say why$/);
  });

  it('gives up on a server that never answers', async () => {
    let left: Promise<unknown> | undefined;
    const port = await scene.server((socket) => {
      socket.resume();
      left = once(socket, 'close');
    });
    const dialling = scene.dial(browserWs({ connectTimeoutMs: 50 }), `ws://127.0.0.1:${port}`);
    expect(await rejection(dialling)).toMatchObject({
      code: 'CONNECT_TIMEOUT',
      message: `no connection to ws://127.0.0.1:${port} in 50 ms`,
    });
    await left;
  });

  it('rejects with what open throws, and closes the WebSocket', async () => {
    const bound = await scene.listen(ws());
    const fault = new Error('no handler');
    const dialling = browserWs().dial(bound.address, () => {
      throw fault;
    });
    expect(await rejection(dialling)).toBe(fault);
    await (await bound.next()).untilClosed();
  });
});

import { afterEach, describe, expect, it } from '@jest/globals';
import { rejection } from '@net/testing';
import { ws } from '../src/index.ts';
import { Scene } from './support/scene.ts';

const scene = new Scene();
afterEach(() => scene.close());

describe('WsListener', () => {
  it('names the path, and the port that it has got', async () => {
    const { address } = await scene.listen(ws(), 'ws://127.0.0.1:0/center/ws');
    expect(address).toMatch(/^ws:\/\/127\.0\.0\.1:[1-9]\d*\/center\/ws$/);
  });

  it('says which options it needs for wss://', async () => {
    expect(await rejection(scene.listen(ws(), 'wss://127.0.0.1:0'))).toMatchObject({
      code: 'INVALID_OPTION',
      message:
        'the option tls.cert of ws() is missing: listening at wss://127.0.0.1:0 needs tls.cert and tls.key',
    });
  });

  it('refuses an address with a query', async () => {
    expect(await rejection(scene.listen(ws(), 'ws://127.0.0.1:0/a?b'))).toMatchObject({
      code: 'BAD_ADDRESS',
    });
  });

  it('does no harm to a new listener at its address when it is closed again', async () => {
    const transport = ws();
    const first = await scene.listen(transport, 'ws://127.0.0.1:0/a');
    await first.listener.close();
    const second = await scene.listen(transport, first.address);
    await first.listener.close();
    await scene.dial(transport, second.address);
  });
});

import { afterEach, describe, expect, it } from '@jest/globals';
import { bearerCredentials, bearerTokens } from '../src/bearer.ts';
import { Secret } from '../src/secret.ts';
import { Echo, ONE, Scene } from './support/scene.ts';

let scene: Scene;
afterEach(() => scene?.end());

describe('bearerTokens', () => {
  it('lets in who has a token', async () => {
    scene = new Scene();
    const server = await scene.serve(ONE, { authenticate: tokens });
    const client = scene.client(ONE, { handshake: bearerCredentials(() => new Secret('ada 1')) });
    await client.ready();
    expect(server.identity('ada').size).toBe(1);
  });

  it('ends a client whose token is refused', async () => {
    scene = new Scene();
    await scene.serve(ONE, { authenticate: tokens });
    const client = scene.client(ONE, { handshake: bearerCredentials(() => 'nobody') });
    expect(await client.closed).toMatchObject({ code: 'AUTH_FAILED' });
  });

  it('asks for a new token before the old one is over', async () => {
    scene = new Scene();
    await scene.serve(ONE, { authenticate: tokens });
    let count = 0;
    const client = scene.client(ONE, {
      handshake: bearerCredentials(async () => `ada ${++count}`),
    });
    const session = await client.ready();
    await scene.pass(25_000);
    expect(count).toBe(4);
    expect(client.session).toBe(session);
    await expect(client.request(Echo, 'hi')).resolves.toBe(`${ONE} hi`);
  });

  it('refuses whatever else is offered', async () => {
    const offers = [
      undefined,
      null,
      'ada 1',
      {},
      { token: 'ada 1' },
      { scheme: 'bearer', token: 7 },
    ];
    for (const credentials of offers) {
      // The scheme looks at the hello alone.
      const hello = { name: undefined, heartbeatMs: undefined, credentials };
      expect(await tokens(hello, {} as never)).toBeUndefined();
    }
  });
});

const tokens = bearerTokens((token) =>
  token.startsWith('ada ') ? { identity: 'ada', expiresInMs: 10_000 } : undefined,
);

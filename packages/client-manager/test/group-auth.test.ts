import { afterEach, describe, expect, it } from '@jest/globals';
import type { Grant, Hello, Session } from '@net/core';
import { groupCredentials, groupSecrets } from '../src/group-auth.ts';
import { Secret } from '../src/secret.ts';
import { ONE, Scene } from './support/scene.ts';

let scene: Scene;
afterEach(() => scene?.end());

describe('groupSecrets', () => {
  it('lets in who knows the secret of its group', async () => {
    scene = new Scene();
    const server = await scene.serve(ONE, { authenticate: groupSecrets(SECRETS) });
    const client = scene.client(ONE, { handshake: groupCredentials('staff', 'tiger') });
    await client.ready();
    expect([server.group('staff').size, server.identity('staff').size]).toEqual([1, 1]);
  });

  it('ends a client that does not', async () => {
    scene = new Scene();
    await scene.serve(ONE, { authenticate: groupSecrets(SECRETS) });
    for (const [group, secret] of [
      ['staff', 'lion'],
      ['nobody', 'tiger'],
    ] as const) {
      const client = scene.client(ONE, { handshake: groupCredentials(group, secret) });
      expect(await client.closed).toMatchObject({ code: 'AUTH_FAILED' });
    }
  });

  it('refuses whatever else is offered', async () => {
    const authenticate = groupSecrets(new Map([['empty', ''], ...SECRETS]));
    const offers = [undefined, null, 'tiger', 7, [], {}, { secret: 'tiger' }, { scheme: 'group' }];
    for (const credentials of [...offers, { scheme: 'group', secret: ['tiger'] }]) {
      expect(await ask(authenticate, { name: 'staff', credentials })).toBeUndefined();
    }
    const nothing = { scheme: 'group', secret: '' };
    expect(await ask(authenticate, { name: 'empty', credentials: nothing })).toBeUndefined();
    expect(await ask(authenticate, { name: '__proto__', credentials: nothing })).toBeUndefined();
  });

  it('looks secrets up where it is told to, and adds what members may do', async () => {
    const authenticate = groupSecrets(async () => new Secret('tiger'), { groups: ['all'] });
    const credentials = { scheme: 'group', secret: 'tiger' };
    expect(await ask(authenticate, { name: 'staff', credentials })).toEqual({
      identity: 'staff',
      groups: ['staff', 'all'],
    });
  });
});

describe('groupCredentials', () => {
  it('keeps the secret out of sight', () => {
    const { name, ...rest } = groupCredentials('staff', 'canary');
    expect(name).toBe('staff');
    expect(JSON.stringify(rest)).not.toContain('canary');
  });
});

const SECRETS: ReadonlyMap<string, string> = new Map([['staff', 'tiger']]);

async function ask(
  authenticate: ReturnType<typeof groupSecrets>,
  hello: Omit<Hello, 'heartbeatMs'>,
): Promise<Grant | undefined> {
  // The scheme looks at the hello alone.
  return authenticate({ ...hello, heartbeatMs: undefined }, {} as Session);
}

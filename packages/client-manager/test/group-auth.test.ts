import { inspect } from 'node:util';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import type { Grant, Hello, Logger, NetError, Session, Transport } from '@net/core';
import { groupCredentials, groupSecrets } from '../src/group-auth.ts';
import type { ManagedClient } from '../src/managed-client.ts';
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
    for (const secret of ['', 'about as long as secrets mostly are']) {
      const nothing = { scheme: 'group', secret };
      expect(await ask(authenticate, { name: 'empty', credentials: nothing })).toBeUndefined();
      expect(await ask(authenticate, { name: '__proto__', credentials: nothing })).toBeUndefined();
    }
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

describe('a group that is not there, and a wrong secret', () => {
  it('cost the same work', async () => {
    const secrets = [...SECRETS, ['long', 'x'.repeat(341)], ['empty', '']] as const;
    const authenticate = groupSecrets(new Map(secrets));
    for (const name of ['nobody', '', undefined, '__proto__', 'staff', 'long', 'empty']) {
      for (const credentials of WRONG) {
        const hashedBytes = await hashedBy(() => ask(authenticate, { name, credentials }));
        expect({ name, credentials, hashedBytes }).toEqual({
          name,
          credentials,
          hashedBytes: [1024, 1024],
        });
      }
    }
  });

  it('get the same bytes for an answer, and the same line in the log', async () => {
    const [unknown, wrong] = [await attempts('nobody', 1), await attempts('staff', 1)];
    expect(unknown.bytes.length).toBeGreaterThan(0);
    expect(Buffer.compare(unknown.bytes, wrong.bytes)).toBe(0);
    expect(unknown.lines).toEqual([
      'warn a peer was refused: the credentials were refused',
      'warn a session was ended: the credentials were refused',
    ]);
    expect(wrong.lines).toEqual(unknown.lines);
  });

  it('show no secret in any log or error, neither the right one nor what was offered', async () => {
    const { shown } = await attempts('staff', 8);
    expect(shown).toContain('the credentials were refused');
    expect(shown).not.toMatch(/tiger|lion/);
  });

  it('are refused for a while after as many attempts', async () => {
    const [unknown, wrong] = [await attempts('nobody', 8), await attempts('staff', 8)];
    expect(new Set(unknown.codes)).toEqual(new Set(['AUTH_FAILED', 'AUTH_RATE_LIMITED']));
    expect(wrong.codes).toEqual(unknown.codes);
  });

  it('are refused for any byte in which the digests differ', async () => {
    const digest = jest.spyOn(crypto.subtle, 'digest');
    const authenticate = groupSecrets(SECRETS);
    const credentials = { scheme: 'group', secret: 'tiger' };
    for (let at = 0; at < 32; at++) {
      digest.mockImplementationOnce(async () => new ArrayBuffer(32));
      digest.mockImplementationOnce(async () => new Uint8Array(32).fill(1, at, at + 1).buffer);
      expect(await ask(authenticate, { name: 'staff', credentials })).toBeUndefined();
    }
    digest.mockRestore();
    expect(await ask(authenticate, { name: 'staff', credentials })).toBeDefined();
  });
});

describe('groupCredentials', () => {
  it('keeps the secret out of sight', () => {
    const { name, ...rest } = groupCredentials('staff', 'canary');
    expect(name).toBe('staff');
    expect(JSON.stringify(rest)).not.toContain('canary');
  });
});

const WRONG: readonly unknown[] = [
  undefined,
  'lion',
  {},
  { scheme: 'other', secret: 'tiger' },
  { scheme: 'group', secret: 7 },
  { scheme: 'group', secret: '' },
  { scheme: 'group', secret: 'lion' },
];
const SECRETS: ReadonlyMap<string, string> = new Map([['staff', 'tiger']]);

async function ask(
  authenticate: ReturnType<typeof groupSecrets>,
  hello: Omit<Hello, 'heartbeatMs'>,
): Promise<Grant | undefined> {
  // The scheme looks at the hello alone.
  return authenticate({ ...hello, heartbeatMs: undefined }, {} as Session);
}

/** How many bytes are hashed each time while `run` runs. */
async function hashedBy(run: () => Promise<unknown>): Promise<number[]> {
  const digest = jest.spyOn(crypto.subtle, 'digest');
  try {
    await run();
    return digest.mock.calls.map(([, data]) => data.byteLength);
  } finally {
    digest.mockRestore();
  }
}

/** What a client hears, and the log of its server, when it says so often that it is of `group`. */
async function attempts(group: string, count: number) {
  scene = new Scene();
  const lines: string[] = [];
  const shown: string[] = [];
  const line = (level: string) => (fields: object, text: string) => {
    const { error, reason = error } = fields as { error?: unknown; reason?: unknown };
    shown.push(inspect(fields, { depth: 20, showHidden: true }), text);
    lines.push(`${level} ${text}: ${reason instanceof Error ? reason.message : String(reason)}`);
  };
  const logger: Logger = {
    debug: (fields, text) => void shown.push(inspect(fields, { depth: 20 }), text),
    info: line('info'),
    warn: line('warn'),
    error: line('error'),
  };
  await scene.serve(ONE, { authenticate: groupSecrets(SECRETS), logger });
  const heard: Uint8Array[] = [];
  const transports = [tapped(scene.transport, (bytes) => heard.push(bytes.slice()))];
  const codes: string[] = [];
  for (let attempt = 0; attempt < count; attempt++) {
    const handshake = groupCredentials(group, 'lion');
    const client = scene.client(ONE, { transports, handshake, logger, reconnect: LATER });
    const refusal = await refusalOf(client);
    codes.push(refusal.code);
    shown.push(inspect([refusal, handshake, client], { depth: 20 }));
    client.abort();
    await client.closed;
  }
  await scene.end();
  return { bytes: Buffer.concat(heard), codes, lines, shown: shown.join('\n') };
}

/** The first error that `client` meets. */
function refusalOf(client: ManagedClient): Promise<NetError> {
  return new Promise((resolve) => {
    client.onState((state) => {
      if ('error' in state && state.error !== undefined) resolve(state.error);
    });
  });
}

/** `transport`, but whoever dials by it is overheard. */
function tapped(transport: Transport, onData: (bytes: Uint8Array) => void): Transport {
  return {
    schemes: transport.schemes,
    listen: (address, open, options) => transport.listen(address, open, options),
    dial: (address, open, options) =>
      transport.dial(
        address,
        (connection) => {
          const handler = open(connection);
          return {
            onData(bytes) {
              onData(bytes);
              handler.onData(bytes);
            },
            onDrain: () => handler.onDrain(),
            onClose: (error) => handler.onClose(error),
          };
        },
        options,
      ),
  };
}

const LATER = { firstMs: 60_000 };

import { describe, expect, it } from '@jest/globals';
import type { ConnectionKind } from '../src/extend.ts';
import { call } from '../src/index.ts';
import { OpenSession } from '../src/open-session.ts';
import { DIALLER_IDS } from '../src/pending-calls.ts';
import { createContext } from '../src/stack.ts';
import { FakeConnection } from './support/fake-connection.ts';
import { settle } from './support/scene.ts';
import { testProtocol } from './support/test-protocol.ts';
import { text } from './support/wire.ts';

describe('createParts', () => {
  it('joins the parts so that a request leaves by the connection', async () => {
    expect(await firstIds('stream', 3)).toEqual([1, 1, 1]);
  });

  it('begins anywhere over datagrams, where a late answer may be to another session', async () => {
    const ids = await firstIds('datagram', 20);
    expect(new Set(ids).size).toBe(20);
    expect(ids.every((id) => id >= DIALLER_IDS.first && id <= DIALLER_IDS.last)).toBe(true);
  });
});

/** The ids of the first requests of so many sessions. */
async function firstIds(kind: ConnectionKind, count: number): Promise<readonly number[]> {
  const ids: number[] = [];
  for (let round = 0; round < count; round++) {
    const connection = new FakeConnection(kind);
    const context = createContext({ transports: [], protocol: testProtocol() });
    const session = new OpenSession('one', connection, DIALLER_IDS, context);
    session.request(Ask, 'x').catch(() => {});
    await settle();
    // `length(4)` on streams, then `kind(1) type(4) id(4)`.
    ids.push(Buffer.from(connection.bytes).readUInt32BE(kind === 'stream' ? 9 : 5));
    session.onClose();
  }
  return ids;
}

const Ask = call(1, text, text);

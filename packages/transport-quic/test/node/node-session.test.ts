import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import type { NodeQuic } from '../../src/node/node-quic.ts';
import { endOf, NodeSession } from '../../src/node/node-session.ts';
import { FakeNodeSession, FakeNodeStream } from '../support/fake-node-quic.ts';
import { SessionSide, StreamEnd } from '../support/provider-scene.ts';

describe('NodeSession', () => {
  it('keeps streams that come before its handler', async () => {
    const node = new FakeNodeSession();
    const opening = NodeSession.opened(quic, node);
    const stream = new FakeNodeStream(0n);
    node.onstream?.(stream);
    node.open();
    const session = await opening;
    const side = new SessionSide(session);
    session.attach(side);
    node.onstream?.(new FakeNodeStream(4n));
    stream.receive('first');
    await nextTurn();
    expect(side.streams.map(({ stream }) => stream.id)).toEqual([0, 4]);
    expect(side.streams[0]?.received.toString()).toBe('first');
    expect([session.alpn, session.local, session.remote.port]).toEqual([
      'net/1',
      { host: '127.0.0.1', port: 1 },
      2,
    ]);
  });

  it('opens streams, and carries datagrams', async () => {
    const { session, node, side } = await attached();
    const stream = session.openStream(new StreamEnd());
    stream.write(Buffer.from('out'));
    await nextTurn();
    expect(node.streams[0]?.written).toEqual(['out']);
    expect(session.sendDatagram(Buffer.from('small'))).toBe(true);
    expect(session.sendDatagram(new Uint8Array(1201))).toBe(false);
    node.ondatagram?.(Buffer.from('back'));
    expect(node.sent).toEqual(['small']);
    expect(side.datagrams).toEqual(['back']);
  });

  it('ends with the code it was closed with', async () => {
    const { session, node, side } = await attached();
    session.close(22);
    await nextTurn();
    expect(node.sent).toEqual(['destroyed with 22']);
    expect(side.ends).toEqual([{ by: 'local', isApplication: true, code: 22 }]);
  });

  it('tells how the peer has ended it', async () => {
    const { node, side } = await attached();
    node.end(Object.assign(new Error(''), { type: 'application', errorCode: 25n }));
    await nextTurn();
    expect(side.ends).toEqual([{ by: 'peer', isApplication: true, code: 25 }]);
    const other = await attached();
    other.node.end();
    await nextTurn();
    expect(other.side.ends).toEqual([{ by: 'peer', isApplication: true, code: 0 }]);
  });
});

describe('endOf', () => {
  it('tells an error of QUIC from a peer that is silent', () => {
    const broken = Object.assign(new Error(''), { type: 'transport', errorCode: 0x178n });
    expect(endOf(broken)).toMatchObject({ by: 'peer', isApplication: false, code: 0x178 });
    const silent = Object.assign(new Error(''), { type: 'transport', errorCode: 0n });
    expect(endOf(silent)).toMatchObject({ by: 'network', cause: silent });
    expect(endOf('text')).toMatchObject({ by: 'network', code: 0 });
  });
});

const quic = { ondrain: () => null } as unknown as NodeQuic;

async function attached() {
  const node = new FakeNodeSession();
  node.open();
  const session = await NodeSession.opened(quic, node);
  const side = new SessionSide(session);
  session.attach(side);
  return { node, session, side };
}

import { describe, expect, it } from '@jest/globals';
import { NetError } from '@net/core';
import { rejection } from '@net/testing';
import { resolveOptions } from '../../src/options.ts';
import type { SessionEnd } from '../../src/provider.ts';
import { ClientOwner } from '../../src/quiche/client-owner.ts';
import type { QuicheSession } from '../../src/quiche/quiche-session.ts';
import { SessionSide } from '../support/provider-scene.ts';

const refusal = new Error('recvmsg ECONNREFUSED');

describe('ClientOwner', () => {
  it('ends a session of whose peer nothing was heard when the system refuses it', async () => {
    const { owner, session } = scene();
    owner.begin(() => session);
    owner.refuse(refusal);
    expect(await rejection(owner.established)).toMatchObject({
      code: 'CONNECTION_REFUSED',
      message: 'nobody listens at quic://192.0.2.1:4433',
      cause: refusal,
    });
  });

  it('does not believe that a peer is not there which has been heard', () => {
    const { owner, session, ends } = scene();
    owner.begin(() => session);
    session.packetsReceived = 1;
    owner.refuse(refusal);
    expect(ends).toEqual([]);
  });

  it('is not refused before it has begun', () => {
    const { owner, session, ends } = scene();
    owner.refuse(refusal);
    owner.begin(() => session);
    expect(ends).toEqual([]);
  });

  it('begins nothing after it was given up', async () => {
    const { owner, controller } = scene();
    controller.abort();
    owner.giveUp();
    owner.begin(() => {
      throw new Error('not to be called');
    });
    expect(await rejection(owner.established)).toBeInstanceOf(NetError);
  });

  it('rejects with what makes it impossible to begin', async () => {
    const { owner } = scene();
    const failure = new NetError('TLS_ERROR', 'no such certificate');
    owner.begin(() => {
      throw failure;
    });
    expect(await rejection(owner.established)).toBe(failure);
  });
});

/** An owner, and a session that only records how it is dropped. */
function scene() {
  const ends: SessionEnd[] = [];
  const controller = new AbortController();
  const request = {
    address: 'quic://192.0.2.1:4433',
    remote: { host: '192.0.2.1', port: 4433 },
    serverName: '192.0.2.1',
    tls: resolveOptions({}).tls,
    ticket: undefined,
    signal: controller.signal,
  };
  const registry = { onNewId() {}, onRetiredId() {}, onGone() {}, onEnded() {} };
  const owner = new ClientOwner(request, (opened) => new SessionSide(opened), Infinity, registry);
  // Not every test waits for it.
  owner.established.catch(() => {});
  const fake = {
    packetsReceived: 0,
    queue() {},
    drop(end: SessionEnd): void {
      ends.push(end);
      owner.onEnded(session, end);
    },
  };
  // All that an owner asks of a session whose handshake is not done.
  const session = fake as unknown as QuicheSession;
  return { owner, session, ends, controller };
}

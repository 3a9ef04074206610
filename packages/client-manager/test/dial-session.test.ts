import { getEventListeners } from 'node:events';
import { afterEach, describe, expect, it } from '@jest/globals';
import { NetError, type Session, type Transport } from '@net/core';
import { turbo } from '@net/packet';
import type { ClientOptions } from '../src/client-options.ts';
import { dialSession } from '../src/dial-session.ts';
import { ONE, Scene, settle } from './support/scene.ts';

let scene: Scene;
afterEach(() => scene?.end());

const never = new Promise<never>(() => {});

describe('dialSession', () => {
  it('opens a session whose peer is known, and leaves no timer behind', async () => {
    const { dial } = await served();
    const { session } = await dial();
    expect(scene.accepted).toHaveLength(1);
    session.abort();
    await scene.pass(100);
    expect(scene.clock.timers).toBe(0);
  });

  it('fails as the transport does where nobody listens', async () => {
    scene = new Scene();
    await expect(dialler()()).rejects.toMatchObject({ code: 'CONNECTION_REFUSED' });
    expect(scene.clock.timers).toBe(0);
  });

  it('says no hello where the protocol has none, or none is wanted', async () => {
    const quiet = await served({ handshake: false });
    const { session } = await quiet.dial();
    await settle();
    expect(scene.server(ONE).stats().messagesReceived).toBe(0);
    session.abort();
    await scene.end();
    scene = new Scene(turbo());
    await scene.serve(ONE);
    const { session: other } = await dialler()();
    other.abort();
    expect(scene.accepted).toHaveLength(1);
  });

  it('refuses a handshake that the protocol cannot carry', async () => {
    scene = new Scene(turbo());
    await scene.serve(ONE);
    const dial = dialler({ handshake: { name: 'ada' } });
    await expect(dial()).rejects.toMatchObject({ code: 'UNSUPPORTED' });
  });

  it('tells when the server wants to be left', async () => {
    const { dial } = await served();
    const { leaving } = await dial();
    void scene.server(ONE).close({ retryAfterMs: 70 });
    expect(await leaving).toMatchObject({ code: 'GOING_AWAY', retryAfterMs: 70 });
  });

  it('has the user greet first, and fails as that does', async () => {
    const refusal = new NetError('AUTH_FAILED', 'unknown');
    let greeted: Session | undefined;
    const { dial } = await served({
      onConnect(session) {
        greeted = session;
        throw refusal;
      },
    });
    await expect(dial()).rejects.toBe(refusal);
    expect(await greeted?.closed).toMatchObject({ initiator: 'local' });
  });

  it('gives up on an attempt that takes too long, and drops it', async () => {
    const sessions: Session[] = [];
    const { dial } = await served({
      connectTimeoutMs: 500,
      onConnect: (session) => (sessions.push(session), never),
    });
    const failed = dial().catch((error: unknown) => error);
    await scene.pass(500);
    expect(await failed).toMatchObject({
      code: 'CONNECT_TIMEOUT',
      message: 'not ready within 500 ms',
    });
    expect(await sessions[0]?.closed).toMatchObject({ initiator: 'local' });
    await scene.pass(100);
    expect(scene.clock.timers).toBe(0);
  });

  it('gives an attempt ten seconds unless it is told', async () => {
    const { dial } = await served({ onConnect: () => never });
    let error: unknown;
    dial().catch((caught: unknown) => (error = caught));
    await scene.pass(9999);
    expect(error).toBeUndefined();
    await scene.pass(1);
    expect(error).toMatchObject({ code: 'CONNECT_TIMEOUT' });
  });

  it('is called off by its signal, before and while it dials', async () => {
    const { dial } = await served({ onConnect: () => never });
    const reason = new Error('enough');
    await expect(dial(AbortSignal.abort(reason))).rejects.toBe(reason);
    const controller = new AbortController();
    const failed = dial(controller.signal).catch((error: unknown) => error);
    await settle();
    controller.abort(reason);
    expect(await failed).toBe(reason);
  });

  it('listens to its signal no more once it is done', async () => {
    const signals: AbortSignal[] = [];
    scene = new Scene();
    await scene.serve(ONE);
    const { transport } = scene;
    const watched: Transport = {
      schemes: transport.schemes,
      listen: (...parameters) => transport.listen(...parameters),
      dial(address, open, options) {
        if (options?.signal !== undefined) signals.push(options.signal);
        return transport.dial(address, open, options);
      },
    };
    const { session } = await dialler({ transports: [watched], onConnect: settle })();
    await settle();
    expect(signals.map((signal) => getEventListeners(signal, 'abort'))).toEqual([[]]);
    session.abort();
  });
});

async function served(options: Partial<ClientOptions> = {}) {
  scene = new Scene();
  await scene.serve(ONE);
  return { dial: dialler(options) };
}

function dialler(options: Partial<ClientOptions> = {}) {
  const stack = scene.stack(options);
  return (signal: AbortSignal = new AbortController().signal) => dialSession(ONE, stack, signal);
}

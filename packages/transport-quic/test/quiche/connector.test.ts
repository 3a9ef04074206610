import { afterEach, describe, expect, it } from '@jest/globals';
import { NetError } from '@net/core';
import { rejection } from '@net/testing';
import { quicheProvider } from '../../src/quiche/quiche-provider.ts';
import { STEPS_PER_TURN } from '../../src/quiche/step-queue.ts';
import { endpointPair } from '../support/provider-scene.ts';
import { Scene } from '../support/scene.ts';
import { watchedBinding } from '../support/watched-binding.ts';

const scene = new Scene();
afterEach(() => scene.close());

describe('Connector', () => {
  it('begins nothing for a request that is called off while it waits', async () => {
    let begun = 0;
    const { connect } = await pair((end) => void (begun += end === 'client' ? 1 : 0));
    const controller = new AbortController();
    const wanted = Array.from({ length: STEPS_PER_TURN }, () => connect());
    const unwanted = connect({ signal: controller.signal });
    controller.abort();
    expect(await rejection(unwanted)).toBeInstanceOf(NetError);
    await Promise.all(wanted);
    expect(begun).toBe(STEPS_PER_TURN);
  });

  it('rejects with what the engine throws', async () => {
    const failure = new Error('TlsFail');
    const { connect } = await pair(() => {
      throw failure;
    });
    expect(await rejection(connect())).toBe(failure);
  });
});

function pair(onBegin: Parameters<typeof watchedBinding>[0]): ReturnType<typeof endpointPair> {
  return endpointPair(
    scene,
    quicheProvider(() => watchedBinding(onBegin)),
  );
}

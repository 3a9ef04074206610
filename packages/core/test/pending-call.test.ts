import { describe, expect, it } from '@jest/globals';
import type { NetError } from '../src/index.ts';
import { cancelled, PendingCall } from '../src/pending-call.ts';
import { rejection } from './support/scene.ts';
import { text } from './support/wire.ts';

describe('PendingCall', () => {
  it('is due once its time is over, in whole milliseconds', () => {
    expect(subject({ timeoutMs: 0.5, nowMs: 1000.25 }).call.dueAtMs).toBe(1001);
  });

  it('settles with the decoded answer', async () => {
    const { call } = subject();
    call.answer(Buffer.from('pong'));
    await expect(call.promise).resolves.toBe('pong');
  });

  it('says that the handler ran when its answer cannot be decoded', async () => {
    const { call } = subject();
    call.answer(Uint8Array.of(0xff));
    expect(await rejection(call.promise)).toMatchObject({ code: 'BAD_MESSAGE', executed: 'yes' });
  });

  it('asks to be given up when its time is over', () => {
    const { call, givenUp } = subject({ timeoutMs: 250 });
    call.onTimeout();
    expect(givenUp).toMatchObject([{ code: 'REQUEST_TIMEOUT', executed: 'maybe' }]);
    expect(givenUp[0]?.message).toBe('no answer to a request of type 1 within 250 ms');
  });

  it('asks to be given up when its signal is aborted', () => {
    const abort = new AbortController();
    const { call, givenUp } = subject({ signal: abort.signal });
    abort.signal.addEventListener('abort', call);
    abort.abort('enough');
    expect(givenUp).toMatchObject([{ code: 'CANCELLED', executed: 'maybe', cause: 'enough' }]);
  });
});

describe('cancelled', () => {
  it('keeps the reason, and says whether the handler may have run', () => {
    const signal = AbortSignal.abort('enough');
    expect(cancelled(signal, 'no')).toMatchObject({ executed: 'no', cause: 'enough' });
  });
});

interface SubjectOptions {
  readonly timeoutMs?: number;
  readonly nowMs?: number;
  readonly signal?: AbortSignal;
}

function subject({ timeoutMs = 10_000, nowMs = 1000, signal }: SubjectOptions = {}) {
  const givenUp: NetError[] = [];
  const owner = { giveUp: (_call: PendingCall, error: NetError) => void givenUp.push(error) };
  const call = new PendingCall(owner, 5, { type: 1, reply: text, timeoutMs, signal }, nowMs);
  return { call, givenUp };
}

import { describe, expect, it } from '@jest/globals';
import { OutgoingSegment } from '../src/outgoing-segment.ts';
import { Cause, createResendPolicy } from '../src/resend-policy.ts';

function sent(fields: Partial<OutgoingSegment> = {}): OutgoingSegment {
  return Object.assign(
    new OutgoingSegment(),
    { transmissions: 1, rto: 100, resendTs: 1000 },
    fields,
  );
}

describe('the resend policy of ikcp.c', () => {
  it('gives the first transmission an eighth more without nodelay', () => {
    const policy = createResendPolicy({ behavior: 'c', nodelay: 0, fastResend: 0 });
    const segment = new OutgoingSegment();
    expect(policy.decide(segment, 0, 200, true)).toBe(Cause.FIRST);
    expect(segment).toMatchObject({ rto: 200, resendTs: 225 });
  });

  it.each([
    [0, 50, 200],
    [0, 300, 400],
    [1, 50, 150],
    [2, 50, 125],
  ] as const)('backs off in mode %i, with a timeout of %i by now, to %i', (nodelay, rtoMs, rto) => {
    const segment = sent();
    const policy = createResendPolicy({ behavior: 'c', nodelay, fastResend: 0 });
    expect(policy.decide(segment, 999, rtoMs, false)).toBe(Cause.NONE);
    expect(policy.decide(segment, 1000, rtoMs, false)).toBe(Cause.TIMEOUT);
    expect(segment).toMatchObject({ rto, resendTs: 1000 + rto });
  });

  it('resends what was overtaken, five times at most', () => {
    const policy = createResendPolicy({ behavior: 'c', nodelay: 1, fastResend: 2 });
    expect(policy.decide(sent({ fastAcks: 1 }), 500, 100, false)).toBe(Cause.NONE);
    expect(policy.decide(sent({ fastAcks: 2, transmissions: 5 }), 500, 100, false)).toBe(
      Cause.FAST,
    );
    expect(policy.decide(sent({ fastAcks: 2, transmissions: 6 }), 500, 100, false)).toBe(
      Cause.NONE,
    );
  });
});

describe('the resend policy of kcp-go', () => {
  it.each([
    [0, 200],
    [1, 150],
    [2, 150],
  ] as const)('backs off in mode %i to %i', (nodelay, rto) => {
    const segment = sent();
    const policy = createResendPolicy({ behavior: 'go', nodelay, fastResend: 0 });
    expect(policy.decide(segment, 1000, 100, false)).toBe(Cause.TIMEOUT);
    expect(segment).toMatchObject({ rto, resendTs: 1000 + rto });
  });

  it('resends early what was overtaken when nothing new is sent', () => {
    const policy = createResendPolicy({ behavior: 'go', nodelay: 1, fastResend: 2 });
    expect(policy.decide(sent({ fastAcks: 1 }), 500, 70, true)).toBe(Cause.NONE);
    const segment = sent({ fastAcks: 1 });
    expect(policy.decide(segment, 500, 70, false)).toBe(Cause.FAST);
    expect(segment).toMatchObject({ rto: 70, resendTs: 570 });
    expect(policy.decide(sent({ fastAcks: 2 }), 500, 70, true)).toBe(Cause.FAST);
  });
});

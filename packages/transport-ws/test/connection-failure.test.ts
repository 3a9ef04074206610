import { describe, expect, it } from '@jest/globals';
import {
  closeCancelled,
  closeUnanswered,
  connectionLost,
  protocolBroken,
  textRefused,
} from '../src/connection-failure.ts';
import { protocolViolation, sizeViolation } from '../src/frame-violation.ts';

const remote = 'ws://127.0.0.1:5000';

function failure(code: string): Error {
  return Object.assign(new RangeError('text'), { code });
}

describe('closeCancelled', () => {
  it('is the reason itself, where that is an error', () => {
    const reason = new Error('no time');
    expect(closeCancelled(reason)).toBe(reason);
    expect(closeCancelled('no time')).toMatchObject({ code: 'CANCELLED', cause: 'no time' });
  });
});

describe('closeUnanswered', () => {
  it('says who did not answer, and for how long', () => {
    expect(closeUnanswered(remote, 50)).toMatchObject({
      code: 'CONNECTION_LOST',
      message: `${remote} did not answer the close in 50 ms`,
    });
  });
});

describe('connectionLost', () => {
  it('says what the socket said', () => {
    const cause = failure('ECONNRESET');
    expect(connectionLost(remote, cause)).toMatchObject({
      code: 'CONNECTION_LOST',
      message: `the connection to ${remote} broke: ECONNRESET`,
      cause,
    });
    expect(connectionLost(remote, undefined).message).toBe(`${remote} ended without a close frame`);
  });
});

describe('protocolBroken', () => {
  it('tells a message over the limit from everything else', () => {
    const cause = failure('WS_ERR_UNSUPPORTED_MESSAGE_LENGTH');
    expect(protocolBroken(remote, 1000, cause)).toMatchObject({
      code: 'FRAME_TOO_LARGE',
      message: `a message from ${remote} is over the limit of 1000 bytes`,
      cause,
    });
    expect(protocolBroken(remote, 1000, failure('WS_ERR_EXPECTED_MASK'))).toMatchObject({
      code: 'BAD_PACKET',
      message: `${remote} broke the WebSocket protocol: WS_ERR_EXPECTED_MASK`,
    });
  });
});

describe('protocolBroken by a frame', () => {
  it('says which rule it was', () => {
    const cause = protocolViolation('a reserved bit is set');
    expect(protocolBroken(remote, 1000, cause)).toMatchObject({
      code: 'BAD_PACKET',
      message: `${remote} broke the WebSocket protocol: a reserved bit is set`,
      cause,
    });
    const large = sizeViolation('a message of 2000 bytes is over the limit of 1000');
    expect(protocolBroken(remote, 1000, large)).toMatchObject({
      code: 'FRAME_TOO_LARGE',
      message: `a message from ${remote} is over the limit of 1000 bytes`,
      cause: large,
    });
  });
});

describe('textRefused', () => {
  it('is no error that a retry would cure', () => {
    expect(textRefused(remote).code).toBe('UNSUPPORTED');
  });
});

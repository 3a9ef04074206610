import { NetError } from '@net/core';
import { errorCodeOf } from '@net/core/extend';
import { FrameViolation, TOO_LARGE } from './frame-violation.ts';

/** What `onClose` says when the signal of a close was aborted for `reason`. */
export function closeCancelled(reason: unknown): Error {
  if (reason instanceof Error) return reason;
  return new NetError('CANCELLED', 'the close was called off', { cause: reason });
}

/** The peer did not answer this end's close frame. */
export function closeUnanswered(remote: string, closeTimeoutMs: number): NetError {
  const text = `${remote} did not answer the close in ${closeTimeoutMs} ms`;
  return new NetError('CONNECTION_LOST', text);
}

/** The connection ended without a close frame. @param cause what the socket said, if anything. */
export function connectionLost(remote: string, cause: Error | undefined): NetError {
  if (cause === undefined) {
    return new NetError('CONNECTION_LOST', `${remote} ended without a close frame`);
  }
  const text = `the connection to ${remote} broke: ${errorCodeOf(cause)}`;
  return new NetError('CONNECTION_LOST', text, { cause });
}

/**
 * The peer broke the WebSocket protocol, or a limit.
 *
 * @param cause a `FrameViolation`, or what the `ws` package says.
 */
export function protocolBroken(remote: string, maxPayloadBytes: number, cause: Error): NetError {
  const isOurs = cause instanceof FrameViolation;
  const isTooLarge = isOurs ? cause.status === TOO_LARGE : errorCodeOf(cause) === WS_TOO_LARGE;
  if (isTooLarge) {
    const text = `a message from ${remote} is over the limit of ${maxPayloadBytes} bytes`;
    return new NetError('FRAME_TOO_LARGE', text, { cause });
  }
  const what = isOurs ? cause.message : errorCodeOf(cause);
  return new NetError('BAD_PACKET', `${remote} broke the WebSocket protocol: ${what}`, { cause });
}

/** The peer sent text where that has no meaning. */
export function textRefused(remote: string): NetError {
  const text = `${remote} sent text where only binary messages are understood`;
  return new NetError('UNSUPPORTED', text);
}

/** The peer does not even answer pings. */
export function silent(remote: string): NetError {
  const text = `${remote} gave no sign of life for two heartbeat intervals`;
  return new NetError('HEARTBEAT_TIMEOUT', text);
}

/** The peer has begun a message and does not get on with it. */
export function messageTooSlow(remote: string): NetError {
  const text = `${remote} took more than two heartbeat intervals for a message, and brought too little`;
  return new NetError('FRAME_TIMEOUT', text);
}

const WS_TOO_LARGE = 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH';

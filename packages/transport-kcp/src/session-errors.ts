import { NetError } from '@net/core';

/** Nothing has come for too long. */
export function silentPeer(idleTimeoutMs: number): NetError {
  return lost(`the peer has been silent for ${idleTimeoutMs} ms`);
}

/** Nothing that was sent gets through. */
export function stalledLink(stalledMs: number): NetError {
  return lost(`nothing was acknowledged for ${Math.round(stalledMs)} ms`);
}

/** The peer has ended its session at once. */
export function abortedByPeer(): NetError {
  return lost('the peer aborted the session');
}

/** The peer has opened another session in its place. */
export function replaced(): NetError {
  return lost('the peer has begun another session from the same address');
}

/** The peer has not ended its side in the time that `close` has. */
export function notEnded(closeTimeoutMs: number, unsentBytes: number): NetError {
  const unsent = unsentBytes > 0 ? `, ${unsentBytes} bytes are unsent` : '';
  return lost(`the peer did not end its side in ${closeTimeoutMs} ms${unsent}`);
}

/** The peer has begun a message that can never be complete. */
export function brokenMessage(receiveWindow: number): NetError {
  const text = `the peer began a message of more segments than the window of ${receiveWindow}`;
  return new NetError('BAD_PACKET', text);
}

/** The application wants to send more at once than a message can have. */
export function tooLarge(bytes: number, limit: number): NetError {
  const text = `a send of ${bytes} bytes is over the limit of ${limit}`;
  return new NetError('MESSAGE_TOO_LARGE', text);
}

function lost(text: string): NetError {
  return new NetError('CONNECTION_LOST', text);
}

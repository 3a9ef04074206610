import { describe, expect, it } from '@jest/globals';
import {
  abortedByPeer,
  brokenMessage,
  notEnded,
  replaced,
  silentPeer,
  stalledLink,
  tooLarge,
} from '../src/session-errors.ts';

describe('the errors of a session', () => {
  it('have stable codes, and messages with their numbers', () => {
    const errors = [
      silentPeer(300),
      stalledLink(10.4),
      notEnded(50, 7),
      notEnded(50, 0),
      brokenMessage(32),
      tooLarge(9, 8),
      abortedByPeer(),
      replaced(),
    ];
    expect(errors.map(({ code, message }) => `${code}: ${message}`)).toEqual([
      'CONNECTION_LOST: the peer has been silent for 300 ms',
      'CONNECTION_LOST: nothing was acknowledged for 10 ms',
      'CONNECTION_LOST: the peer did not end its side in 50 ms, 7 bytes are unsent',
      'CONNECTION_LOST: the peer did not end its side in 50 ms',
      'BAD_PACKET: the peer began a message of more segments than the window of 32',
      'MESSAGE_TOO_LARGE: a send of 9 bytes is over the limit of 8',
      'CONNECTION_LOST: the peer aborted the session',
      'CONNECTION_LOST: the peer has begun another session from the same address',
    ]);
  });
});

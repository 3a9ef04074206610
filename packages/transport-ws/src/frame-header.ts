import type { ByteQueue } from '@net/core/extend';
import { FIN, LENGTH_16, MASKED, Opcode } from './frame.ts';
import { protocolViolation } from './frame-violation.ts';

/**
 * Check `fin+rsv+opcode(1)` (RFC 6455, section 5.2).
 *
 * @param isInside whether a message has begun that is not complete.
 * @returns the opcode.
 * @throws FrameViolation 1002
 */
export function checkOpcode(first: number, isInside: boolean): Opcode {
  if ((first & RESERVED) !== 0) throw protocolViolation('a reserved bit is set');
  const opcode = first & OPCODE;
  switch (opcode) {
    case Opcode.continuation:
      if (isInside) return opcode;
      throw protocolViolation('a fragment continues no message');
    case Opcode.text:
    case Opcode.binary:
      if (!isInside) return opcode;
      throw protocolViolation('a message begins inside another');
    case Opcode.close:
    case Opcode.ping:
    case Opcode.pong:
      if (first >= FIN) return opcode;
      throw protocolViolation('a control frame is a fragment');
    default:
      throw protocolViolation(`there is no opcode ${opcode}`);
  }
}

/**
 * Check `mask+length(1)`: clients must mask, servers must not (section 5.1), and control frames are
 * short (section 5.5).
 *
 * @throws FrameViolation 1002
 */
export function checkSecondByte(second: number, opcode: Opcode, isMasked: boolean): void {
  if (second >= MASKED !== isMasked) {
    throw protocolViolation(isMasked ? 'a client has not masked' : 'a server has masked');
  }
  if (opcode <= Opcode.binary || (second & ~MASKED) < LENGTH_16) return;
  throw protocolViolation('a control frame is longer than 125 bytes');
}

/** Bytes up to the end of the length, by `mask+length(1)`: 2, 4 or 10. */
export function lengthEnd(second: number): number {
  const short = second & ~MASKED;
  if (short < LENGTH_16) return 2;
  return short === LENGTH_16 ? 4 : 10;
}

/**
 * The length of a payload, which must be written in as few bytes as can be.
 *
 * @param end from `lengthEnd`; so much is in `input`.
 * @throws FrameViolation 1002
 */
export function readLength(input: ByteQueue, end: number): number {
  if (end === 2) return input.peekUint8(1) & ~MASKED;
  if (end === 4) return checkShortest(input.peekUint16(2), LENGTH_16);
  const high = input.peekUint32(2);
  if (high >= 2 ** 31) throw protocolViolation('the first bit of a 64-bit length is set');
  return checkShortest(high * 2 ** 32 + input.peekUint32(6), 2 ** 16);
}

function checkShortest(length: number, least: number): number {
  if (length >= least) return length;
  throw protocolViolation(`a length of ${length} is written in too many bytes`);
}

const RESERVED = 0x70;
const OPCODE = 0x0f;

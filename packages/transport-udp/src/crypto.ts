import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { SessionId } from './datagram.ts';

/** The HMAC-SHA256 of `data`: 32 bytes. */
export function hmacSha256(secret: Uint8Array, data: Uint8Array): Uint8Array {
  return createHmac('sha256', secret).update(data).digest();
}

/** A new secret of 256 bits. */
export function newSecret(): Uint8Array {
  return randomBytes(32);
}

/** A new name for a session: 64 bits that nobody can foretell. */
export function newSessionId(): SessionId {
  const bytes = randomBytes(8);
  return { idHigh: bytes.readInt32BE(0), idLow: bytes.readInt32BE(4) };
}

/** Whether both are the same, in a time that does not tell where they differ. */
export function isSame(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && timingSafeEqual(one, other);
}

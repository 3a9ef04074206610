import { randomBytes } from 'node:crypto';
import { ID_BYTES, type QuicheConnection } from './binding.ts';

/** Who is told of the ids by which a peer may call a connection. */
export interface IdObserver {
  onNewId(id: Uint8Array): void;
  onRetiredId(id: Uint8Array): void;
}

/**
 * Give the peer as many spare ids as it takes, and forget those that it has done with. One that moves
 * needs ids that nobody has seen on its old path (RFC 9000, section 9.5).
 */
export function renewIds(connection: QuicheConnection, observer: IdObserver): void {
  // Nobody wants to know of paths, but they would pile up.
  while (connection.pathEventNext() !== null);
  for (let id = connection.retiredScidNext(); id !== null; id = connection.retiredScidNext()) {
    observer.onRetiredId(id);
  }
  while (connection.sourceCidsLeft() > 0) {
    const id = randomBytes(ID_BYTES);
    connection.newSourceCid(id, randomToken(), false);
    observer.onNewId(id);
  }
}

/** 128 bits that only who knows the connection could tell (RFC 9000, section 10.3). */
function randomToken(): bigint {
  return BigInt(`0x${randomBytes(16).toString('hex')}`);
}

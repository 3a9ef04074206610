import { X509Certificate } from 'node:crypto';
import type { SessionEnd } from '../provider.ts';
import type { QuicheConnection } from './binding.ts';

/** How `connection` ended; `undefined` while it has not. */
export function endOf(
  connection: QuicheConnection,
  cause: Error | undefined,
): SessionEnd | undefined {
  const isClosed = connection.isClosed();
  if (!isClosed && !connection.isDraining()) return undefined;
  const isLost = isClosed && connection.isTimedOut();
  const byPeer = isLost ? null : connection.peerError();
  const closing = byPeer ?? (isLost ? null : connection.localError());
  if (closing === null) return { by: 'network', isApplication: false, code: 0, cause };
  const by = byPeer === null ? 'local' : 'peer';
  return { by, isApplication: closing.isApp, code: closing.errorCode };
}

/** What the peer has shown; `undefined` when that is nothing that Node can read. */
export function certificateOf(connection: QuicheConnection): X509Certificate | undefined {
  const own = connection.peerCertChain()?.[0];
  try {
    return own === undefined ? undefined : new X509Certificate(own);
  } catch {
    // The engine is the more lenient one; whoever asks gets the same as without a certificate.
    return undefined;
  }
}

/** The end of a session that nobody was told of, and need be. */
export const FORGOTTEN: SessionEnd = { by: 'local', isApplication: false, code: 0 };

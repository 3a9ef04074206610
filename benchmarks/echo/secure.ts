import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Transport } from '@net/core';
import { quic } from '@net/transport-quic';
import { tcp } from '@net/transport-tcp';

/** How a server listens that shows the certificate in `folder`: over QUIC, or TLS over TCP. */
export async function secureServer(scheme: string, folder: string): Promise<Transport> {
  const [cert, key] = await Promise.all(
    ['cert.pem', 'key.pem'].map((name) => readFile(join(folder, name))),
  );
  const tls = { cert, key };
  return scheme === 'quic' ? quic({ tls, maxSessions: false, retryAbove: false }) : tcp({ tls });
}

/** How a client dials that trusts it. Each dial is a whole handshake. */
export async function secureClient(address: string, folder: string): Promise<Transport> {
  const tls = { ca: await readFile(join(folder, 'cert.pem')) };
  return address.startsWith('quic:') ? quic({ tls, resumption: false }) : tcp({ tls });
}

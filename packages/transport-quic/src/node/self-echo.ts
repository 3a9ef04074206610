import { resolveOptions } from '../options.ts';
import type { SessionHandler, StreamHandler } from '../provider.ts';
import { NodeEndpoint } from './node-endpoint.ts';
import { loadNodeQuic } from './node-quic.ts';
import { throwawayIdentity } from './throwaway-identity.ts';

/** Where another process can import this file from. */
export const SELF_ECHO_URL: string = import.meta.url;

/** Send something to oneself through `node:quic`. Resolves when it has come back. */
export async function selfEcho(): Promise<void> {
  const quic = await loadNodeQuic();
  const { tls, limits } = resolveOptions({
    tls: { ...throwawayIdentity(), rejectUnauthorized: false },
  });
  const at = { host: '127.0.0.1', port: 0 };
  const [server, client] = [new NodeEndpoint(quic, at, limits), new NodeEndpoint(quic, at, limits)];
  await server.listen(tls, () => echo, { onRefused() {} });
  const { signal } = new AbortController();
  const request = { address: 'itself', remote: server.local, serverName: 'localhost', tls };
  const session = await client.connect({ ...request, ticket: undefined, signal }, () => silent);
  await new Promise<void>((resolve) => {
    session.openStream(receive(() => resolve())).write(new Uint8Array([1, 2, 3]));
  });
}

function receive(onData: (bytes: Uint8Array) => void): StreamHandler {
  return { onData, onDrain() {}, onEnd() {}, onFinished() {}, onReset() {}, onStopped() {} };
}

const silent: SessionHandler = {
  onStream: () => receive(() => {}),
  onDatagram() {},
  onTicket() {},
  onClose() {},
};
const echo: SessionHandler = {
  ...silent,
  onStream: (stream) => receive((bytes) => void stream.write(bytes)),
};

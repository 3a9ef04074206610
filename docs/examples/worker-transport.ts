import { once } from 'node:events';
import { MessageChannel, type MessagePort, type Worker } from 'node:worker_threads';
import { type Connection, NetError, type OpenConnection, type Transport } from '@net/core';

/** Connections between two threads, `worker://name`. Each makes it of its end of the other. */
export function worker(thread: Worker | MessagePort): Transport {
  const served = new Map<string, (port: MessagePort) => Connection>();
  thread.on('message', ([to, end]: [string, MessagePort]) => served.get(to)?.(end) ?? end.close());
  return {
    schemes: ['worker'],
    async dial(address, open, { signal } = {}) {
      await check(address, signal);
      const { port1, port2 } = new MessageChannel();
      thread.postMessage([address, port2], [port2]);
      return openPort(port1, open);
    },
    async listen(address, open, { signal } = {}) {
      await check(address, signal);
      if (served.has(address)) throw new NetError('ADDRESS_IN_USE', `${address} is served already`);
      served.set(address, (port) => openPort(port, open));
      const close = async (): Promise<void> => void served.delete(address);
      return { address, close, [Symbol.asyncDispose]: close };
    },
  };
}

async function check(address: string, signal: AbortSignal | undefined): Promise<void> {
  if (!/^worker:\/\/\w*$/.test(address)) throw new NetError('BAD_ADDRESS', 'no worker://name');
  await Promise.resolve().then(() => signal?.throwIfAborted());
}

function openPort(port: MessagePort, open: OpenConnection): Connection {
  let ending: { readonly error: Error | undefined } | undefined;
  const connection: Connection = {
    ...FACTS,
    kind: 'message',
    send(bytes) {
      if (ending === undefined) port.postMessage(new Uint8Array(bytes));
      return true;
    },
    close({ signal = AbortSignal.timeout(5000) } = {}) {
      port.postMessage(undefined);
      ending ??= { error: undefined };
      once(port, 'close', { signal }).catch(() => connection.abort(signal.reason));
      return closed;
    },
    abort(reason) {
      if (ending?.error === undefined) ending = { error: reason };
      port.close();
    },
    [Symbol.asyncDispose]: () => connection.close(),
  };
  const closed = once(port, 'close').then(() => handler.onClose(ending ? ending.error : LOST));
  const handler = open(connection);
  port.on('message', (bytes?: Uint8Array) => (bytes ? handler.onData(bytes) : connection.abort()));
  return connection;
}

const LOST = new NetError('CONNECTION_LOST', 'the other thread has closed the port, or gone');
const FACTS = { local: 'worker://', remote: 'worker://', maxSendBytes: Infinity, bufferedBytes: 0 };

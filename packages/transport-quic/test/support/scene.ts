import type { Transport } from '@net/core';
import type { Listener } from '@net/core/extend';
import { quic } from '../../src/quic.ts';
import type { QuicOptions } from '../../src/options.ts';
import { localhost } from './certificates.ts';
import { End } from './end.ts';

/** A listener and the ends it has accepted. */
export interface Bound {
  readonly listener: Listener;
  readonly address: string;
  readonly accepted: readonly End[];
  /** The end that is accepted next, or that was and no one has asked for. */
  next(): Promise<End>;
}

/** Opens things for one test, and closes them all after it. */
export class Scene {
  readonly #cleanups: (() => unknown)[] = [];

  /** Run `cleanup` after the test. */
  after(cleanup: () => unknown): void {
    this.#cleanups.push(cleanup);
  }

  async close(): Promise<void> {
    for (const cleanup of this.#cleanups.splice(0).toReversed()) await cleanup();
  }

  async listen(transport: Transport, address = 'quic://127.0.0.1:0'): Promise<Bound> {
    const accepted: End[] = [];
    const waiting: ((end: End) => void)[] = [];
    let asked = 0;
    const listener = await transport.listen(address, (connection) => {
      const end = new End(connection);
      this.after(() => connection.abort());
      accepted.push(end);
      waiting.shift()?.(end);
      return end;
    });
    this.after(() => listener.close());
    const next = async (): Promise<End> => {
      const end = accepted[asked++];
      return end ?? new Promise((resolve) => waiting.push(resolve));
    };
    return { listener, address: listener.address, accepted, next };
  }

  /** Listen with connections that echo. Returns the address. */
  async echo(transport: Transport, address = 'quic://127.0.0.1:0'): Promise<string> {
    const listener = await transport.listen(address, (connection) => {
      this.after(() => connection.abort());
      return {
        onData: (bytes) => void connection.send(bytes),
        onDrain() {},
        onClose() {},
      };
    });
    this.after(() => listener.close());
    return listener.address;
  }

  async dial(transport: Transport, address: string, signal?: AbortSignal): Promise<End> {
    let end: End | undefined;
    const connection = await transport.dial(
      address,
      (opened) => {
        end = new End(opened);
        return end;
      },
      { signal },
    );
    this.after(() => connection.abort());
    if (end === undefined) throw new Error('dial did not call open');
    return end;
  }

  /** Both ends of one connection. */
  async pair(
    transport: Transport = trusting(),
    dialler: Transport = transport,
  ): Promise<[dialled: End, accepted: End, bound: Bound]> {
    const bound = await this.listen(transport);
    const dialled = await this.dial(dialler, bound.address);
    return [dialled, await bound.next(), bound];
  }
}

/** A transport that shows and trusts the certificate of most tests. */
export function trusting({ tls, ...options }: QuicOptions = {}): Transport {
  return quic({ tls: { ...localhost, ca: localhost.cert, ...tls }, ...options });
}

/** What `promise` is rejected with. */
export async function rejection(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => new Error('expected a rejection, but the promise was fulfilled'),
    (error: unknown) => error,
  );
}

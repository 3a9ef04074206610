import { resolveOptions, type QuicOptions } from '../../src/options.ts';
import type {
  ConnectRequest,
  QuicEndpoint,
  QuicProvider,
  QuicSession,
  QuicStream,
  SessionEnd,
  SessionHandler,
  StreamHandler,
} from '../../src/provider.ts';
import { localhost } from './certificates.ts';
import type { Scene } from './scene.ts';

/** A stream, and what was reported of it. */
export class StreamEnd implements StreamHandler {
  stream!: QuicStream;
  readonly events: string[] = [];
  receivedBytes = 0;
  #chunks: Uint8Array[] = [];

  get received(): Buffer {
    return Buffer.concat(this.#chunks);
  }

  onData(bytes: Uint8Array): void {
    this.#chunks.push(bytes);
    this.receivedBytes += bytes.length;
  }

  onDrain(): void {
    this.events.push('drain');
  }

  onEnd(): void {
    this.events.push('end');
  }

  onFinished(): void {
    this.events.push('finished');
  }

  onReset(code: number): void {
    this.events.push(`reset ${code}`);
  }

  onStopped(code: number): void {
    this.events.push(`stopped ${code}`);
  }
}

/** A session, and what was reported of it. */
export class SessionSide implements SessionHandler {
  readonly session: QuicSession;
  readonly streams: StreamEnd[] = [];
  readonly datagrams: string[] = [];
  readonly tickets: Uint8Array[] = [];
  readonly ends: SessionEnd[] = [];

  constructor(session: QuicSession) {
    this.session = session;
  }

  open(): StreamEnd {
    const end = new StreamEnd();
    end.stream = this.session.openStream(end);
    return end;
  }

  onStream(stream: QuicStream): StreamHandler {
    const end = new StreamEnd();
    end.stream = stream;
    this.streams.push(end);
    return end;
  }

  onDatagram(bytes: Uint8Array): void {
    this.datagrams.push(Buffer.from(bytes).toString());
  }

  onTicket(ticket: Uint8Array): void {
    this.tickets.push(ticket);
  }

  onClose(end: SessionEnd): void {
    this.ends.push(end);
  }
}

/** Two endpoints of one engine. */
export interface EndpointPair {
  readonly server: QuicEndpoint;
  readonly client: QuicEndpoint;
  readonly accepted: readonly SessionSide[];
  readonly connect: (request?: Partial<ConnectRequest>) => Promise<SessionSide>;
}

/** Bind an endpoint that listens and one that connects to it. */
export async function endpointPair(
  scene: Scene,
  provider: QuicProvider,
  options: QuicOptions = {},
): Promise<EndpointPair> {
  const { limits, tls } = resolveOptions({
    ...options,
    tls: { ...localhost, alpn: ['suite'], ...options.tls },
  });
  await provider.probe();
  const at = { host: '127.0.0.1', port: 0 };
  const [server, client] = [await provider.bind(at, limits), await provider.bind(at, limits)];
  const accepted: SessionSide[] = [];
  const dialled: SessionSide[] = [];
  scene.after(async () => {
    for (const { session } of [...accepted, ...dialled]) session.close(0);
    await Promise.all([server.close(), client.close()]);
  });
  const accept = (session: QuicSession): SessionSide => {
    const side = new SessionSide(session);
    accepted.push(side);
    return side;
  };
  await server.listen(tls, accept, { onRefused() {} });
  const connect = async (request: Partial<ConnectRequest> = {}): Promise<SessionSide> => {
    let side!: SessionSide;
    const { signal } = new AbortController();
    const remote = server.local;
    const serverName = '127.0.0.1';
    const address = `quic://127.0.0.1:${remote.port}`;
    const whole = { address, remote, serverName, tls, ticket: undefined, signal, ...request };
    await client.connect(whole, (session) => (side = new SessionSide(session)));
    dialled.push(side);
    return side;
  };
  return { server, client, accepted, connect };
}

/** Resolves when `isTrue`, which nobody tells: it is looked for every millisecond. */
export async function until(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await new Promise((resolve) => setTimeout(resolve, 1));
}

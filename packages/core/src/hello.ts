import { NetError } from './errors.ts';
import { parseReport, printable } from './report.ts';

/** What a dialler says of itself before anything else. */
export interface Hello {
  /** Whom it claims to be, if it says; nothing is proved yet. */
  readonly name: string | undefined;
  /** Whatever it offers as proof: any JSON. */
  readonly credentials: unknown;
  /** The heartbeat it wishes for. */
  readonly heartbeatMs: number | undefined;
}

/** What the other side answers. */
export interface Welcome {
  /** The session's id at the side that accepted it. */
  readonly session: string;
  /** The heartbeat that both sides keep; absent for none. */
  readonly heartbeatMs?: number | undefined;
  /** How long the credentials hold; absent if for ever. */
  readonly expiresInMs?: number | undefined;
}

/** As JSON for the wire. */
export function helloReport({ name, credentials, heartbeatMs }: Hello): object {
  return { version: VERSION, name, credentials, heartbeatMs };
}

/** As JSON for the wire. */
export function welcomeReport(welcome: Welcome): object {
  return { version: VERSION, ...welcome };
}

/** @throws NetError `BAD_PACKET`, `VERSION_UNSUPPORTED` */
export function readHello(body: Uint8Array): Hello {
  const { name, credentials, heartbeatMs } = readReport(body);
  return {
    name: typeof name === 'string' ? printable(name) : undefined,
    credentials,
    heartbeatMs: milliseconds(heartbeatMs),
  };
}

/** @throws NetError `BAD_PACKET`, `VERSION_UNSUPPORTED` */
export function readWelcome(body: Uint8Array): Welcome {
  const { session, heartbeatMs, expiresInMs } = readReport(body);
  return {
    session: typeof session === 'string' ? printable(session) : '',
    heartbeatMs: milliseconds(heartbeatMs),
    expiresInMs: milliseconds(expiresInMs),
  };
}

function readReport(body: Uint8Array): Readonly<Record<string, unknown>> {
  const report = parseReport(body);
  if (report === undefined) throw new NetError('BAD_PACKET', 'a handshake is no small JSON object');
  if (report['version'] === VERSION) return report;
  throw new NetError('VERSION_UNSUPPORTED', `the peer's handshake is not of version ${VERSION}`);
}

function milliseconds(value: unknown): number | undefined {
  return typeof value === 'number' && value > 0 && value <= MAX_MS ? value : undefined;
}

const VERSION = 1;
const MAX_MS = 2 ** 31 - 1;

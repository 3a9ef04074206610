/** What the echo client measured: the one line of JSON that `--json` prints. */
export interface EchoReport {
  /** The address's scheme. */
  readonly transport: string;
  /** How many were sent, and of them how many had no right answer in time. */
  readonly requests: number;
  readonly failures: number;
  /** From the first request to the last answer. */
  readonly seconds: number;
  readonly requestsPerSecond: number;
  /** From request to answer, in microseconds. */
  readonly p50Us: number;
  readonly p99Us: number;
  readonly p999Us: number;
  /** With `--one-way`: messages that came back, by the time from the first send to the last return. */
  readonly oneWayPerSecond?: number;
}

/** @throws TypeError for text that no echo client printed. */
export function parseEchoReport(text: string): EchoReport {
  const value: unknown = JSON.parse(text);
  if (isEchoReport(value)) return value;
  throw new TypeError('that is not a report of the echo client');
}

function isEchoReport(value: unknown): value is EchoReport {
  if (typeof value !== 'object' || value === null) return false;
  const entries = new Map<string, unknown>(Object.entries(value));
  const oneWay = entries.get('oneWayPerSecond') ?? 0;
  const numbers = [...NUMBERS.map((name) => entries.get(name)), oneWay];
  return typeof entries.get('transport') === 'string' && numbers.every(Number.isFinite);
}

const NUMBERS = [
  'requests',
  'failures',
  'seconds',
  'requestsPerSecond',
  'p50Us',
  'p99Us',
  'p999Us',
] as const;

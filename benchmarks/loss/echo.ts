import { call, type Limits, raw } from '@net/core';

/** What clients ask for. */
export const Echo = call(1, raw(), raw());

/** What the latency benchmark asks of a client. */
export interface EchoTask {
  readonly sessions: number;
  /** Between two requests of a session. */
  readonly intervalMs: number;
  readonly bodyBytes: number;
  /** Not counted: sessions open and compilers settle meanwhile. */
  readonly warmUpMs: number;
  readonly durationMs: number;
}

/** What it answers. */
export interface EchoOutcome {
  /** From each request to its answer, in the order of the requests' ends. */
  readonly latenciesMs: readonly number[];
  /** Answers that were late, wrong or missing, with the first reason. */
  readonly failures: number;
  readonly failure?: string | undefined;
}

/** A bad link may hold a stream up for longer than users would bear. */
export const PATIENT: Partial<Limits> = {
  requestTimeoutMs: 60_000,
  writeStallTimeoutMs: false,
  frameTimeoutMs: false,
  heartbeatMs: false,
};

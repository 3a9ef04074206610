import type { Link } from './link.ts';

/** Stands between a client and a server, and is not to be trusted. */
export interface ChaosProxy<Faults> extends AsyncDisposable {
  /** What a client dials: the target's address with the proxy's port. */
  readonly address: string;
  /** From clients to the server. */
  readonly up: Link<Faults>;
  /** From the server to clients. */
  readonly down: Link<Faults>;
  /** Cut both directions. */
  cut(): void;
  /** Heal both. */
  heal(): void;
  /** Drop everything and free the ports. */
  close(): Promise<void>;
}

/** How a proxy behaves: the faults are those of both directions. */
export type ChaosProxyOptions<Faults> = Faults & {
  /** What chance is drawn from. 0. How packets meet the clock is not repeated, only the chance. */
  readonly seed?: number;
  /** Faults from clients to the server that differ. */
  readonly up?: Faults;
  /** Faults from the server to clients that differ. */
  readonly down?: Faults;
};

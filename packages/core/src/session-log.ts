import type { Clock } from './clock.ts';
import type { Logger } from './logger.ts';
import { RateWindow } from './rate-window.ts';

/** Writes log lines about one session. */
export interface LineWriter {
  line(level: keyof Logger, fields: object, text: string): void;
}

/** Log lines about one session: at most one a second, so that a peer's faults are no flood of ours. */
export class SessionLog implements LineWriter {
  readonly #logger: Logger;
  readonly #clock: Clock;
  readonly #session: { readonly id: string; readonly remote: string };
  #window: RateWindow | undefined;

  constructor(
    { logger, clock }: { readonly logger: Logger; readonly clock: Clock },
    session: { readonly id: string; readonly remote: string },
  ) {
    this.#logger = logger;
    this.#clock = clock;
    this.#session = session;
  }

  line(level: keyof Logger, fields: object, text: string): void {
    this.#window ??= new RateWindow(1, 1000);
    if (!this.#window.add(this.#clock.now())) return;
    const { id, remote } = this.#session;
    this.#logger[level]({ session: id, remote, ...fields }, text);
  }
}

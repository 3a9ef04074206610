import type { ClientState } from './client-state.ts';
import type { ManagedClient } from './managed-client.ts';

/** One address of a group, and the client that keeps a session to it. */
export class Member {
  readonly group: string;
  readonly address: string;
  readonly client: ManagedClient;
  /** When its session stood, or it was lost; on the manager's clock. */
  changedAtMs: number;
  /** What smooth weighted round robin owes it. */
  credit = 0;
  /** Nobody looks any more whether it has been away for too long. */
  stopWatching: () => void = () => {};
  #isUp = false;

  constructor(group: string, address: string, client: ManagedClient, nowMs: number) {
    this.group = group;
    this.address = address;
    this.client = client;
    this.changedAtMs = nowMs;
  }

  /** Whether it can be asked now. */
  get isReady(): boolean {
    return this.client.session !== undefined;
  }

  /** Its client's state has changed. */
  onState({ name }: ClientState, nowMs: number): void {
    const isUp = name === 'ready';
    if (isUp !== this.#isUp) this.changedAtMs = nowMs;
    this.#isUp = isUp;
  }

  /**
   * Its share of the work, from nearly 0 to 1: one that has just come takes it gradually, over
   * `warmUpMs`, so that cold caches do not meet full load.
   */
  weight(nowMs: number, warmUpMs: number): number {
    const warmMs = nowMs - this.changedAtMs;
    return warmMs >= warmUpMs ? 1 : Math.max(MIN_WEIGHT, warmMs / warmUpMs);
  }
}

const MIN_WEIGHT = 0.05;

/** Checks what comes back on one connection, and measures how long it took. */
export interface Replies {
  sent(requests: number, nowMs: number): void;
  /** Compares a chunk and returns how many replies it has completed. @throws when it differs. */
  accept(bytes: Buffer, nowMs: number): number;
}

/** One direction of a connection that a test has in its hand: what it does, and what it did. */
export interface Link<Faults> {
  readonly counts: LinkCounts;
  readonly isCut: boolean;
  /**
   * Let nothing through. Datagrams are lost, those under way too; a stream waits, and neither its
   * end nor its reset is heard of at the far end.
   */
  cut(): void;
  /** Let through again what comes, and what a stream has kept. */
  heal(): void;
  /** From now on have these faults, instead of those it had. @throws TypeError naming the option. */
  alter(faults: Faults): void;
}

/** What a link did so far. With nothing under way, `sent + duplicated` is `delivered + lost`. */
export interface LinkCounts {
  /** Datagrams, or pieces of a stream, that were put in. */
  sent: number;
  sentBytes: number;
  /** Those that came out. */
  delivered: number;
  deliveredBytes: number;
  /** Those that never will, for whatever reason. */
  lost: number;
  duplicated: number;
  corrupted: number;
}

/** Counts of a link that has done nothing yet. */
export function newLinkCounts(): LinkCounts {
  return {
    sent: 0,
    sentBytes: 0,
    delivered: 0,
    deliveredBytes: 0,
    lost: 0,
    duplicated: 0,
    corrupted: 0,
  };
}

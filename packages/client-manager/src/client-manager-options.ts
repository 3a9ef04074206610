import type { RequestOptions } from '@net/core';
import type { ClientOptions } from './client-options.ts';
import type { Strategy } from './selection.ts';

/** What all clients of a manager share. */
export interface ClientManagerOptions extends ClientOptions {
  /** How one of a group is picked unless a call says. `round-robin`. */
  readonly strategy?: Strategy | undefined;
  /** How long a member that has just become ready takes less than its share. 0: not at all. */
  readonly warmUpMs?: number | undefined;
  /** Take members out that were not ready for so long. Never by default. */
  readonly evictAfterMs?: number | undefined;
}

/** How one request to a group goes. */
export interface GroupRequestOptions extends RequestOptions {
  readonly strategy?: Strategy | undefined;
}

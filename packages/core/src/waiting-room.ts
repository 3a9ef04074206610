import type { NetErrorCode } from './error-codes.ts';
import { addressKey } from './ip-address.ts';
import type { Bounds } from './limits.ts';

type WaitingBounds = Pick<Bounds, 'maxUnauthenticated' | 'maxUnauthenticatedPerAddress'>;

/**
 * Bounds how many sessions wait to be known, in all and from one remote address: whoever proves
 * nothing takes no place from those who did. Loopback and Unix peers have no bound of their own.
 */
export class WaitingRoom {
  readonly #bounds: WaitingBounds;
  readonly #addresses = new Map<string, number>();
  #waiting = 0;

  constructor(bounds: WaitingBounds) {
    this.#bounds = bounds;
  }

  /** Count one in. @returns why not, if it may not wait. */
  enter(remote: string): NetErrorCode | undefined {
    const { maxUnauthenticated, maxUnauthenticatedPerAddress } = this.#bounds;
    if (this.#waiting >= maxUnauthenticated) return 'TOO_MANY_SESSIONS';
    const address = addressKey(remote);
    const ofAddress = address === undefined ? 0 : (this.#addresses.get(address) ?? 0);
    if (ofAddress >= maxUnauthenticatedPerAddress) return 'TOO_MANY_SESSIONS_PER_ADDRESS';
    if (address !== undefined) this.#addresses.set(address, ofAddress + 1);
    this.#waiting++;
    return undefined;
  }

  /** Count one out that had been let in: it is known now, or gone. */
  leave(remote: string): void {
    this.#waiting--;
    const address = addressKey(remote) ?? '';
    const left = (this.#addresses.get(address) ?? 1) - 1;
    if (left > 0) this.#addresses.set(address, left);
    else this.#addresses.delete(address);
  }
}

import type { Logger } from '@net/core';
import { isLoopback } from '@net/core/extend';
import type { PacketCipher } from './cipher.ts';

/** Warns, once, that sessions to other machines can be read or changed on the way. */
export class LinkWarning {
  readonly #logger: Pick<Logger, 'warn'>;
  #isDue: boolean;

  constructor(cipher: PacketCipher, logger: Pick<Logger, 'warn'>) {
    this.#logger = logger;
    this.#isDue = !cipher.isAuthenticated;
  }

  /** A session with a peer at this address begins. */
  check(address: string): void {
    if (!this.#isDue || isLoopback(address)) return;
    this.#isDue = false;
    this.#logger.warn(
      { peer: address },
      "a KCP session without the cipher 'aes-gcm' leaves this machine: others can read or change it",
    );
  }
}

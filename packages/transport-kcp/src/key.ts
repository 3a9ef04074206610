import { pbkdf2Sync } from 'node:crypto';
import { optionError, OptionReader } from '@net/core/extend';

/** How `deriveKey` works. */
export interface KeyOptions {
  /** Rounds of PBKDF2. 1,024, as flylib/gonet; kcptun has 4,096. */
  readonly iterations?: number | undefined;
  /** Length of the key: 16, 24 or 32, whatever the cipher takes. 32. */
  readonly keyBytes?: number | undefined;
}

/**
 * A key from a password: PBKDF2 with HMAC-SHA-1, as flylib/gonet (transport/kcp/client.go) and
 * kcptun (salt `kcp-go`) make theirs. Peers need the same four inputs.
 *
 * These rounds were few ten years ago: take a long random password, or 32 random bytes and no
 * password at all.
 *
 * @throws NetError `INVALID_OPTION`
 */
export function deriveKey(password: string, salt: string, options: KeyOptions = {}): Uint8Array {
  checkText('password', password);
  checkText('salt', salt);
  const given = new OptionReader('deriveKey()', options, NAMES);
  const iterations = given.whole('iterations', 1024, 1, 100_000_000);
  const keyBytes = given.whole('keyBytes', 32, 1, 1024);
  return pbkdf2Sync(password, salt, iterations, keyBytes, 'sha1');
}

function checkText(name: string, value: unknown): void {
  if (typeof value === 'string') return;
  throw optionError('deriveKey()', name, `is a string, got ${typeof value}`);
}

const NAMES: ReadonlySet<string> = new Set<keyof KeyOptions>(['iterations', 'keyBytes']);

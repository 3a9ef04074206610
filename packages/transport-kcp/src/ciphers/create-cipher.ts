import { NetError } from '@net/core';
import type { CipherName, PacketCipher } from '../cipher.ts';
import { AesGcm } from './aes-gcm.ts';
import { BlockCfb } from './block-cfb.ts';
import { NoCipher } from './no-cipher.ts';
import { None } from './none.ts';
import { Salsa20 } from './salsa20.ts';
import { Xor } from './xor.ts';

/**
 * The cipher of that name, with a copy of `key`.
 *
 * Lengths of keys in bytes: `aes-128` and `sm4` 16, `aes-192` and `3des` 24, `aes-256` 32,
 * `aes-gcm` 16, 24 or 32, `salsa20` 1 to 32, `xor` at least 1; `null` and `none` take no key.
 *
 * @throws NetError `INVALID_OPTION`
 */
export function createCipher(name: CipherName, key?: Uint8Array): PacketCipher {
  const recipe = RECIPES.get(name);
  if (recipe === undefined) throw invalid(`there is no cipher called ${name}`);
  if (key !== undefined && !(key instanceof Uint8Array)) {
    throw invalid(`the key of ${name} is a Uint8Array, got ${typeof key}`);
  }
  const length = key?.length ?? 0;
  if (!recipe.accepts(length)) {
    throw invalid(`the cipher ${name} takes ${recipe.wanted}, got ${length} bytes`);
  }
  return recipe.create(Uint8Array.from(key ?? []));
}

interface Recipe {
  /** The keys it takes, in words. */
  readonly wanted: string;
  accepts(keyBytes: number): boolean;
  create(key: Uint8Array): PacketCipher;
}

function invalid(text: string): NetError {
  return new NetError('INVALID_OPTION', text);
}

function keyless(create: () => PacketCipher): Recipe {
  return { wanted: 'no key', accepts: (bytes) => bytes === 0, create };
}

function keyed(lengths: readonly number[], create: Recipe['create']): Recipe {
  const wanted = `a key of ${lengths.join(' or ')} bytes`;
  return { wanted, accepts: (bytes) => lengths.includes(bytes), create };
}

function keyedUpTo(most: number, create: Recipe['create']): Recipe {
  const wanted = `a key of 1 to ${most} bytes`;
  return { wanted, accepts: (bytes) => bytes >= 1 && bytes <= most, create };
}

const RECIPES: ReadonlyMap<CipherName, Recipe> = new Map([
  ['null', keyless(() => new NoCipher())],
  ['none', keyless(() => new None())],
  ['xor', keyedUpTo(1024, (key) => new Xor(key))],
  ['salsa20', keyedUpTo(32, (key) => new Salsa20(key))],
  ['aes-128', keyed([16], (key) => new BlockCfb('aes-128', 16, key))],
  ['aes-192', keyed([24], (key) => new BlockCfb('aes-192', 16, key))],
  ['aes-256', keyed([32], (key) => new BlockCfb('aes-256', 16, key))],
  ['sm4', keyed([16], (key) => new BlockCfb('sm4', 16, key))],
  ['3des', keyed([24], (key) => new BlockCfb('des-ede3', 8, key))],
  ['aes-gcm', keyed([16, 24, 32], (key) => new AesGcm(key))],
]);

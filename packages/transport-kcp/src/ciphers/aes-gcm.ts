import {
  type CipherGCMTypes,
  createCipheriv,
  createDecipheriv,
  createSecretKey,
  type KeyObject,
} from 'node:crypto';
import type { PacketCipher } from '../cipher.ts';
import { NonceSequence } from './nonce-sequence.ts';

/**
 * `aes-gcm` (kcp-go from 5.6.49 on, NewAESGCMCrypt): `nonce(12) ciphertext tag(16)`, without
 * additional data. The one cipher that proves a packet to be from someone who has the key.
 */
export class AesGcm implements PacketCipher {
  readonly headerBytes: number = NONCE_BYTES;
  readonly overheadBytes: number = NONCE_BYTES + TAG_BYTES;
  readonly isAuthenticated = true;
  readonly #nonces = new NonceSequence(NONCE_BYTES);
  readonly #algorithm: CipherGCMTypes;
  readonly #key: KeyObject;

  /** @param key 16, 24 or 32 bytes, for AES-128, AES-192 and AES-256. */
  constructor(key: Uint8Array) {
    this.#algorithm = algorithmOf(key.length);
    this.#key = createSecretKey(key);
  }

  seal(packet: Uint8Array, payloadBytes: number): number {
    const end = NONCE_BYTES + payloadBytes;
    this.#nonces.writeTo(packet);
    const nonce = packet.subarray(0, NONCE_BYTES);
    const cipher = createCipheriv(this.#algorithm, this.#key, nonce);
    packet.set(cipher.update(packet.subarray(NONCE_BYTES, end)), NONCE_BYTES);
    cipher.final();
    packet.set(cipher.getAuthTag(), end);
    return end + TAG_BYTES;
  }

  open(datagram: Uint8Array): Uint8Array | undefined {
    const end = datagram.length - TAG_BYTES;
    if (end < NONCE_BYTES) return undefined;
    const nonce = datagram.subarray(0, NONCE_BYTES);
    const decipher = createDecipheriv(this.#algorithm, this.#key, nonce);
    decipher.setAuthTag(datagram.subarray(end));
    const payload = decipher.update(datagram.subarray(NONCE_BYTES, end));
    try {
      decipher.final();
    } catch {
      // Node says with an error that the tag is wrong: the answer here is `undefined`.
      return undefined;
    }
    return payload;
  }
}

function algorithmOf(keyBytes: number): CipherGCMTypes {
  if (keyBytes === 16) return 'aes-128-gcm';
  return keyBytes === 24 ? 'aes-192-gcm' : 'aes-256-gcm';
}

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

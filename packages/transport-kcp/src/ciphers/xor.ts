import { pbkdf2Sync } from 'node:crypto';
import { maxDatagramBytes, type PacketCipher } from '../cipher.ts';
import { checkedHeaderBytes, checkedPayload, nonceBytes, writeChecksum } from './checked-header.ts';
import { NonceSequence } from './nonce-sequence.ts';
import { xorBytes } from './xor-bytes.ts';

/**
 * `xor` (kcp-go's NewSimpleXORBlockCrypt): every packet under one and the same mask, made from the
 * key. Two packets give the mask away: it hides nothing from anyone who looks.
 */
export class Xor implements PacketCipher {
  readonly headerBytes: number = checkedHeaderBytes;
  readonly overheadBytes: number = checkedHeaderBytes;
  readonly isAuthenticated = false;
  readonly #nonces = new NonceSequence(nonceBytes);
  readonly #mask: Uint8Array;

  constructor(key: Uint8Array) {
    this.#mask = pbkdf2Sync(key, MASK_SALT, MASK_ROUNDS, maxDatagramBytes, 'sha1');
  }

  seal(packet: Uint8Array, payloadBytes: number): number {
    const end = checkedHeaderBytes + payloadBytes;
    this.#nonces.writeTo(packet);
    writeChecksum(packet, end);
    xorBytes(packet, 0, end, this.#mask);
    return end;
  }

  open(datagram: Uint8Array): Uint8Array | undefined {
    const { length } = datagram;
    if (length < checkedHeaderBytes || length > maxDatagramBytes) return undefined;
    xorBytes(datagram, 0, length, this.#mask);
    return checkedPayload(datagram);
  }
}

const MASK_SALT = 'sH3CIVoF#rWLtJo6';
const MASK_ROUNDS = 32;

import { salsa20 } from '@noble/ciphers/salsa.js';
import type { PacketCipher } from '../cipher.ts';
import { checkedHeaderBytes, checkedPayload, writeChecksum } from './checked-header.ts';
import { NonceSequence } from './nonce-sequence.ts';

/**
 * `salsa20` (kcp-go's NewSalsa20BlockCrypt): the first 8 bytes of a packet are the nonce and stay in
 * the clear; the key stream begins behind them. A key under 32 bytes is filled up with zeros.
 */
export class Salsa20 implements PacketCipher {
  readonly headerBytes: number = checkedHeaderBytes;
  readonly overheadBytes: number = checkedHeaderBytes;
  readonly isAuthenticated = false;
  readonly #nonces = new NonceSequence(CLEAR_BYTES);
  readonly #key = new Uint8Array(KEY_BYTES);

  constructor(key: Uint8Array) {
    this.#key.set(key);
  }

  seal(packet: Uint8Array, payloadBytes: number): number {
    const end = checkedHeaderBytes + payloadBytes;
    this.#nonces.writeTo(packet);
    writeChecksum(packet, end);
    this.#apply(packet.subarray(0, end));
    return end;
  }

  open(datagram: Uint8Array): Uint8Array | undefined {
    if (datagram.length < checkedHeaderBytes) return undefined;
    this.#apply(datagram);
    return checkedPayload(datagram);
  }

  /** Encrypts what is in the clear, and the other way round. */
  #apply(packet: Uint8Array): void {
    const hidden = packet.subarray(CLEAR_BYTES);
    salsa20(this.#key, packet.subarray(0, CLEAR_BYTES), hidden, hidden);
  }
}

const CLEAR_BYTES = 8;
const KEY_BYTES = 32;

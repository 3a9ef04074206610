import { type Cipheriv, createCipheriv, randomBytes } from 'node:crypto';
import { maxDatagramBytes, type PacketCipher } from '../cipher.ts';
import { checkedHeaderBytes, checkedPayload, nonceBytes, writeChecksum } from './checked-header.ts';
import { xorBytes } from './xor-bytes.ts';

/**
 * A block cipher in CFB mode, as kcp-go has it (crypt.go): a packet begins with 16 random bytes, and
 * its first block is chained to an initial vector that everybody knows.
 *
 * A block in this mode depends on nothing but itself and the one before, and nobody reads the random
 * bytes. So the vector is of no use: `seal` lets each packet follow the last one in a single stream,
 * whose next block is as random to a peer as any other, and `open` needs no block before the first.
 * That spares an object per packet, which costs more than the encryption of one.
 */
export class BlockCfb implements PacketCipher {
  readonly headerBytes: number = checkedHeaderBytes;
  readonly overheadBytes: number = checkedHeaderBytes;
  readonly isAuthenticated = false;
  readonly #blockBytes: number;
  readonly #stream: Cipheriv;
  readonly #blocks: Cipheriv;
  /** One packet, filled up to whole blocks so that the next one begins with a block. */
  readonly #scratch: Uint8Array = Buffer.alloc(maxDatagramBytes + PADDING);

  /** @param algorithm as OpenSSL calls it, without the mode. */
  constructor(
    algorithm: 'aes-128' | 'aes-192' | 'aes-256' | 'sm4' | 'des-ede3',
    blockBytes: 8 | 16,
    key: Uint8Array,
  ) {
    this.#blockBytes = blockBytes;
    this.#stream = createCipheriv(`${algorithm}-cfb`, key, randomBytes(blockBytes));
    this.#blocks = createCipheriv(`${algorithm}-ecb`, key, null).setAutoPadding(false);
  }

  seal(packet: Uint8Array, payloadBytes: number): number {
    const end = checkedHeaderBytes + payloadBytes;
    writeChecksum(packet, end);
    this.#scratch.set(packet.subarray(0, end));
    const blocks = this.#stream.update(this.#scratch.subarray(0, this.#wholeBlocks(end)));
    packet.set(blocks.subarray(0, end));
    return end;
  }

  open(datagram: Uint8Array): Uint8Array | undefined {
    const { length } = datagram;
    if (length < checkedHeaderBytes) return undefined;
    // What hides a block is the encryption of the block before it.
    const from = nonceBytes - this.#blockBytes;
    const blocks = datagram.subarray(from, from + this.#wholeBlocks(length - nonceBytes));
    xorBytes(datagram, nonceBytes, length, this.#blocks.update(blocks));
    return checkedPayload(datagram);
  }

  #wholeBlocks(bytes: number): number {
    return Math.ceil(bytes / this.#blockBytes) * this.#blockBytes;
  }
}

const PADDING = 16;

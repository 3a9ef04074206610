import type { PacketCipher } from '../cipher.ts';
import { checkedHeaderBytes, checkedPayload, nonceBytes, writeChecksum } from './checked-header.ts';
import { NonceSequence } from './nonce-sequence.ts';

/** `none` (kcp-go's NewNoneBlockCrypt): the header with its checksum, and nothing hidden. */
export class None implements PacketCipher {
  readonly headerBytes: number = checkedHeaderBytes;
  readonly overheadBytes: number = checkedHeaderBytes;
  readonly isAuthenticated = false;
  readonly #nonces = new NonceSequence(nonceBytes);

  seal(packet: Uint8Array, payloadBytes: number): number {
    const end = checkedHeaderBytes + payloadBytes;
    this.#nonces.writeTo(packet);
    writeChecksum(packet, end);
    return end;
  }

  open(datagram: Uint8Array): Uint8Array | undefined {
    if (datagram.length < checkedHeaderBytes) return undefined;
    return checkedPayload(datagram);
  }
}

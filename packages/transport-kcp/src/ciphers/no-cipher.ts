import type { PacketCipher } from '../cipher.ts';

/** `null` (kcp-go without a BlockCrypt): a datagram is its payload, unchecked but for UDP's checksum. */
export class NoCipher implements PacketCipher {
  readonly headerBytes = 0;
  readonly overheadBytes = 0;
  readonly isAuthenticated = false;

  seal(_packet: Uint8Array, payloadBytes: number): number {
    return payloadBytes;
  }

  open(datagram: Uint8Array): Uint8Array {
    return datagram;
  }
}

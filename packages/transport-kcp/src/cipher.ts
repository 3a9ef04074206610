/**
 * How packets look on the wire: hidden, checked, or as they are. One object serves every session
 * that shares its key; it is synchronous and keeps nothing of a packet.
 */
export interface PacketCipher {
  /** Bytes that it puts before the payload. */
  readonly headerBytes: number;
  /** Bytes that it adds in all, the header included. */
  readonly overheadBytes: number;
  /** Whether a packet that someone changed or made up is recognised: only `aes-gcm` does. */
  readonly isAuthenticated: boolean;
  /**
   * Turns a payload into a datagram, in place.
   *
   * @param packet has the payload at `headerBytes`, and room behind it for the rest of the overhead.
   * @returns the length of the datagram, which begins where `packet` does.
   */
  seal(packet: Uint8Array, payloadBytes: number): number;
  /**
   * The payload of a received datagram, or `undefined` when it is too short, changed, or made with
   * another key. Takes over the datagram: its bytes change, and the payload may lie in them.
   */
  open(datagram: Uint8Array): Uint8Array | undefined;
}

/**
 * The ciphers, by the names that kcp-go's users know. `null` adds nothing to a packet; `none` adds
 * the header of the others with its checksum, but hides nothing: the two do not understand each other.
 */
export type CipherName =
  | 'null'
  | 'none'
  | 'xor'
  | 'salsa20'
  | 'aes-128'
  | 'aes-192'
  | 'aes-256'
  | 'sm4'
  | '3des'
  | 'aes-gcm';

/** The largest datagram of kcp-go, which cuts off what is beyond it (`mtuLimit` in sess.go). */
export const maxDatagramBytes = 1500;

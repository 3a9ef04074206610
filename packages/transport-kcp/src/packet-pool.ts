/** A block of memory for one datagram at a time. */
export interface PooledPacket {
  readonly bytes: Uint8Array;
  /** To be called when the system has taken the datagram, or not: the block may be used again. */
  readonly release: (error?: Error | null) => void;
}

/** Blocks of one size that are used again and again. Keeps a bounded number of idle ones. */
export class PacketPool {
  readonly #packetBytes: number;
  readonly #onError: (error: Error) => void;
  readonly #idle: PooledPacket[] = [];

  /** @param onError is given what `release` is. */
  constructor(packetBytes: number, onError: (error: Error) => void = () => {}) {
    this.#packetBytes = packetBytes;
    this.#onError = onError;
  }

  /** An idle block, or a new one. */
  take(): PooledPacket {
    return this.#idle.pop() ?? this.#create();
  }

  #create(): PooledPacket {
    const packet: PooledPacket = {
      bytes: new Uint8Array(this.#packetBytes),
      release: (error) => {
        if (error) this.#onError(error);
        if (this.#idle.length < MAX_IDLE) this.#idle.push(packet);
      },
    };
    return packet;
  }
}

/** Together less than a socket's send buffer. */
const MAX_IDLE = 256;

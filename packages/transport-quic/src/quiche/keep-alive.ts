/** A session that can be asked for a sign of life. */
interface Pingable {
  /** Grows with each packet. */
  readonly packetsReceived: number;
  ping(): void;
}

/** Asks a silent peer for a sign of life, so that it is not taken for lost and nor are we. */
export class KeepAlive {
  readonly #session: Pingable;
  readonly #timer: NodeJS.Timeout | undefined;
  #seen: number;

  /** @param silenceMs after which to ask; `Infinity`: never. */
  constructor(session: Pingable, silenceMs: number) {
    this.#session = session;
    this.#seen = session.packetsReceived;
    if (silenceMs !== Infinity) this.#timer = setInterval(() => this.#look(), silenceMs).unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #look(): void {
    const { packetsReceived } = this.#session;
    if (packetsReceived === this.#seen) this.#session.ping();
    this.#seen = packetsReceived;
  }
}

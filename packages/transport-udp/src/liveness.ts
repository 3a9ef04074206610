/** How long two ends have been silent, in ticks. */
export interface Quiet {
  /** Set to 0 by whoever hears the peer. */
  ticksSinceHeard: number;
  /** Set to 0 by whoever sends to it. */
  ticksSinceSent: number;
}

/** How long silence may last, in ticks. */
export interface LivenessRules {
  /** Whole ticks without a datagram from the peer, after which it is given up. */
  readonly expiryTicks: number;
  /** Ticks of silence of either end, after which the dialler asks; `Infinity`: never. */
  readonly keepAliveTicks: number;
  /** A plain peer cannot be asked, and need not answer: what is sent to it counts as life too. */
  readonly isPlain: boolean;
}

/**
 * When a dialler asks its peer whether it is there, and when it gives it up. Pure.
 *
 * Time is counted in ticks of a fixed length, and a process that was held up for long makes up for
 * none of them: so nobody is given up before what came meanwhile is read.
 */
export class Liveness {
  readonly #peer: Quiet;
  readonly #rules: LivenessRules;
  readonly #suspectTicks: number;
  #isSuspect = false;

  constructor(peer: Quiet, rules: LivenessRules) {
    this.#peer = peer;
    this.#rules = rules;
    this.#suspectTicks = Math.max(0, rules.expiryTicks - GRACE_TICKS);
  }

  /** A tick has passed. @returns what has to be done about it, if anything. */
  tick(): 'ping' | 'expire' | undefined {
    const peer = this.#peer;
    if (peer.ticksSinceHeard < this.#suspectTicks) this.#isSuspect = false;
    peer.ticksSinceHeard += 1;
    peer.ticksSinceSent += 1;
    const { expiryTicks, isPlain } = this.#rules;
    const silence = isPlain
      ? Math.min(peer.ticksSinceHeard, peer.ticksSinceSent)
      : peer.ticksSinceHeard;
    if (silence > expiryTicks) return 'expire';
    return !isPlain && this.#asks() ? 'ping' : undefined;
  }

  /**
   * The network said that nobody is there. Anyone can forge that, so the peer has a few ticks to show
   * that it is.
   */
  suspect(): void {
    this.#isSuspect = true;
    this.#peer.ticksSinceHeard = Math.max(this.#peer.ticksSinceHeard, this.#suspectTicks);
  }

  #asks(): boolean {
    const { ticksSinceHeard, ticksSinceSent } = this.#peer;
    const { keepAliveTicks } = this.#rules;
    if (this.#isSuspect || ticksSinceSent >= keepAliveTicks) return true;
    return ticksSinceHeard % keepAliveTicks === 0;
  }
}

/** What a suspected peer has to answer in. */
const GRACE_TICKS = 2;

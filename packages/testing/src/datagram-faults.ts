import { checkAmount, checkProbability } from './check-option.ts';

/** What one direction does to datagrams. Without any of these it delivers all, at once, in order. */
export interface DatagramFaults {
  /** The probability that a datagram is lost outside of bursts. 0. */
  readonly loss?: number;
  /** Bursts of losses. None. */
  readonly burst?: LossBurst | false;
  /** The probability that a datagram arrives twice. 0. */
  readonly duplicate?: number;
  /** How long each is under way. 0 ms. */
  readonly delayMs?: number;
  /** By how much more, from nothing to this, drawn for each: so they overtake each other. 0 ms. */
  readonly jitterMs?: number;
  /** The probability that a datagram skips `delayMs` and `jitterMs`, overtaking others. 0. */
  readonly reorder?: number;
  /** The probability that one bit of a datagram, drawn by chance, is flipped. 0. */
  readonly corrupt?: number;
  /** Bytes of the longest datagram; longer ones are lost. 65,507, the most that UDP has. */
  readonly mtuBytes?: number;
  /** How fast bytes go in: those that come faster wait in a queue. No limit. */
  readonly bytesPerSecond?: number | false;
  /** Bytes that this queue holds; a datagram that does not fit is lost. 64 KiB. */
  readonly queueBytes?: number;
}

/** Losses that come together: the two-state model of Gilbert (1960) and Elliott (1963). */
interface LossBurst {
  /** The probability, at each datagram, that a burst begins. */
  readonly start: number;
  /** The probability, at each datagram of a burst, that the burst is over. */
  readonly end: number;
  /** The probability that a datagram of a burst is lost. 1. */
  readonly loss?: number;
}

/** The same with every default in place. @throws TypeError naming the option out of its range. */
export function resolveDatagramFaults(faults: DatagramFaults): Required<DatagramFaults> {
  const resolved = { ...DEFAULTS, ...faults };
  for (const name of PROBABILITIES) checkProbability(name, resolved[name]);
  for (const name of TIMES) checkAmount(name, resolved[name], 0);
  for (const name of SIZES) checkAmount(name, resolved[name], 1);
  if (resolved.bytesPerSecond !== false) checkAmount('bytesPerSecond', resolved.bytesPerSecond, 1);
  if (resolved.burst !== false) checkBurst(resolved.burst);
  if (resolved.reorder > 0 && resolved.delayMs + resolved.jitterMs === 0) {
    throw new TypeError('reorder means that a datagram skips the delay: say delayMs or jitterMs');
  }
  return resolved;
}

function checkBurst({ start, end, loss = 1 }: LossBurst): void {
  checkProbability('burst.start', start);
  checkProbability('burst.end', end);
  checkProbability('burst.loss', loss);
}

const DEFAULTS: Required<DatagramFaults> = {
  loss: 0,
  burst: false,
  duplicate: 0,
  delayMs: 0,
  jitterMs: 0,
  reorder: 0,
  corrupt: 0,
  mtuBytes: 65_507,
  bytesPerSecond: false,
  queueBytes: 64 * 1024,
};
const PROBABILITIES = ['loss', 'duplicate', 'reorder', 'corrupt'] as const;
const TIMES = ['delayMs', 'jitterMs'] as const;
const SIZES = ['mtuBytes', 'queueBytes'] as const;

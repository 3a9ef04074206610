import type { Random } from '@net/testing';

/** One of `choices`, each as likely. */
export function pick<T>(random: Random, choices: readonly T[]): T {
  return choices[random.below(choices.length)]!;
}

/** A whole number from `least` to `most`. */
export function between(random: Random, least: number, most: number): number {
  return least + random.below(most - least + 1);
}

/** Those of `all` that a coin keeps, in their order: swarm testing leaves some out in each run. */
export function some<T>(random: Random, all: readonly T[]): T[] {
  return all.filter(() => random.chance(0.5));
}

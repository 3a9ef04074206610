/** @throws TypeError unless `value` is a number from 0 to 1. */
export function checkProbability(name: string, value: number): void {
  if (value >= 0 && value <= 1) return;
  throw new TypeError(`${name} is a probability from 0 to 1, got ${value}`);
}

/** @throws TypeError unless `value` is a finite number from `least` up. */
export function checkAmount(name: string, value: number, least: number): void {
  if (value >= least && value < Infinity) return;
  throw new TypeError(`${name} is a number from ${least} up, got ${value}`);
}

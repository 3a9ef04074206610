/** @throws TypeError unless `ms` is a number of milliseconds that is `least` or more */
export function checkTime(name: string, ms: number, least: number): void {
  if (ms >= least && Number.isFinite(ms)) return;
  throw new TypeError(`${name} is a number of milliseconds from ${least}, got ${ms}`);
}

/** @throws TypeError unless `value` is finite and above 0 */
export function checkAboveZero(name: string, value: number): void {
  if (value > 0 && Number.isFinite(value)) return;
  throw new TypeError(`${name} is a number above 0, got ${value}`);
}

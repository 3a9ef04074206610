/** @throws TypeError unless `ms` is a number of milliseconds that is `least` or more */
export function checkTime(name: string, ms: number, least: number): void {
  if (ms >= least && Number.isFinite(ms)) return;
  throw new TypeError(`${name} is a number of milliseconds from ${least}, got ${ms}`);
}

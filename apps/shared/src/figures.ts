/** `12,345` */
export function wholeFigure(value: number): string {
  return Math.round(value).toLocaleString('en');
}

/** `41.2 µs`, or from a millisecond on `1.35 ms`. */
export function duration(us: number): string {
  return us < 1000 ? `${us.toFixed(1)} µs` : `${(us / 1000).toFixed(2)} ms`;
}

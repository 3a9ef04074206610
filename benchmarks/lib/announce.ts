/** Tells the benchmark where this server listens, and ends with it. */
export function announce(address: string): void {
  console.log(JSON.stringify({ address }));
  process.on('disconnect', () => process.exit());
}

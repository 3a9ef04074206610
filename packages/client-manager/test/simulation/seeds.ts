/** Seeds whose runs have found something, by what that was. */
export const NAMED_SEEDS: ReadonlyMap<string, number> = new Map([
  ['a heartbeat that decides after its session has ended', 778],
  ['a backlog that nobody can call off', 4498],
]);

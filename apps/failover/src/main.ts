import { runProgram, stopSignal } from '@net/apps-shared';
import { runFailover } from './failover.ts';
import { showLive } from './live-view.ts';
import { failoverOptions } from './options.ts';
import { table, verdict } from './table.ts';

await runProgram('failover', async (argv) => {
  const options = failoverOptions(argv);
  let hide: (() => void) | undefined;
  const figures = await runFailover(options, stopSignal(), (manager, seen) => {
    hide = showLive(() => table(manager, seen), process.stderr);
  }).finally(() => hide?.());
  process.stdout.write(verdict(figures));
  return figures.lost > 0 ? 1 : 0;
});

import { runProgram, stopSignal } from '@net/apps-shared';
import { compareTransports } from './compare-transports.ts';
import { demoOptions } from './options.ts';
import { comparisonTable } from './report.ts';

await runProgram('demo', async (argv) => {
  const options = demoOptions(argv);
  const missing: string[] = [];
  const comparisons = await compareTransports(
    options,
    stopSignal(),
    (address) => {
      if (process.stderr.isTTY) process.stderr.write(`measuring ${address}\n`);
    },
    (line) => missing.push(line),
  );
  process.stdout.write(comparisonTable(comparisons));
  for (const line of missing) process.stdout.write(`without ${line}\n`);
  return 0;
});

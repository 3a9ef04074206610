import { runProgram } from '@net/apps-shared';
import { runEchoClient } from './echo-client.ts';
import { clientOptions } from './options.ts';
import { showProgress } from './progress-bar.ts';
import { echoReport, reportJson, reportText } from './report.ts';

await runProgram('echo-client', async (argv) => {
  const options = clientOptions(argv);
  const progress = { done: 0, total: options.count * (options.oneWay ? 2 : 1) };
  const hideProgress = showProgress(progress, process.stderr);
  const measurement = await runEchoClient(options, progress).finally(hideProgress);
  process.stdout.write(options.json ? reportJson(measurement) : reportText(measurement));
  return echoReport(measurement).failures > 0 ? 1 : 0;
});

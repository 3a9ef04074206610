import { once } from 'node:events';
import { runProgram, stopSignal } from '@net/apps-shared';
import { startEchoServer } from './echo-server.ts';
import { serverOptions } from './options.ts';
import { lineLogger, listeningLines } from './report.ts';

await runProgram('echo-server', async (argv) => {
  const options = serverOptions(argv);
  const stop = stopSignal();
  const logger = lineLogger((line) => {
    if (!options.quiet) process.stderr.write(line);
  });
  const server = await startEchoServer(options, logger);
  process.stdout.write(listeningLines(server.addresses));
  if (!stop.aborted) await once(stop, 'abort');
  await server.close();
  return 0;
});

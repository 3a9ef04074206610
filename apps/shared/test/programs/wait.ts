import { once } from 'node:events';
import { runProgram, stopSignal } from '@net/apps-shared';

await runProgram('wait', async ([how]) => {
  const stop = stopSignal();
  process.stdout.write('one\ntwo\nthr');
  const timer = setInterval(() => {}, 60_000);
  await once(stop, 'abort');
  if (how === 'stubborn') {
    process.stdout.write('ee\n');
    await new Promise(() => {});
  }
  clearInterval(timer);
  if (how === 'throw') stop.throwIfAborted();
  return 0;
});

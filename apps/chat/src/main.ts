import { once } from 'node:events';
import { runProgram, stopSignal } from '@net/apps-shared';
import { startChat } from './chat-server.ts';
import { chatOptions } from './options.ts';

await runProgram('chat', async (argv) => {
  const signal = stopSignal();
  const chat = await startChat(chatOptions(argv));
  process.stdout.write(`page      ${chat.page}\n`);
  process.stdout.write(`terminal  npm run chat:terminal -- --connect ${chat.tcp} --name Ada\n`);
  process.stdout.write(`          npm run chat:terminal -- --connect ${chat.udp} --name Ada\n`);
  process.stdout.write(`gonet     ${chat.gonet}\n`);
  await once(signal, 'abort');
  await chat.close();
  return 0;
});

import { createInterface } from 'node:readline/promises';
import { ProgramError, runProgram, stopSignal } from '@net/apps-shared';
import { tcp } from '@net/transport-tcp';
import { udp } from '@net/transport-udp';
import { ws } from '@net/transport-ws';
import { ChatClient } from '../chat-client.ts';
import { terminalOptions } from './options.ts';
import { TerminalView } from './terminal-view.ts';

await runProgram('chat-terminal', async (argv) => {
  const { connect: address, name, room } = terminalOptions(argv);
  const transports = [tcp(), udp(), ws()];
  const view = new TerminalView((line) => void process.stdout.write(`${line}\n`));
  const client = new ChatClient({ address, transports, name, room }, view);
  const signal = stopSignal();
  const lines = createInterface({ input: process.stdin, terminal: false, signal });
  void client.closed.then(() => lines.close());
  try {
    await client.ready();
    for await (const line of lines) {
      if (line.trim() !== '') await client.say(line.trim());
    }
  } finally {
    await client.close();
  }
  const reason = await client.closed;
  if (reason !== undefined) throw new ProgramError(reason.message);
  return 0;
});

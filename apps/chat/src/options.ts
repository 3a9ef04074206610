import { defineProgram, parseOptions, wholeNumber } from '@net/apps-shared';
import type { ChatOptions } from './chat-server.ts';

/** @throws HelpRequest, ProgramError */
export function chatOptions(argv: readonly string[]): ChatOptions {
  const program = defineProgram('chat', DESCRIPTION)
    .option('--host <address>', 'where to listen', '127.0.0.1')
    .option('--port <n>', 'of the page; 0 is a free one', wholeNumber(0, 65_535), 8088)
    .option('--terminal-port <n>', 'of terminals, TCP and UDP', wholeNumber(0, 65_535), 8089)
    .option('--gonet-port <n>', 'of gonet peers', wholeNumber(0, 65_535), 8090);
  // Commander has no types for what the calls above make it return; test/options.test.ts shows it.
  return parseOptions(program, argv) as ChatOptions;
}

const DESCRIPTION =
  'Serves a chat: rooms in a browser page over WebSocket, the same rooms in a terminal over TCP or ' +
  'UDP, and the echo room for peers of gonet.';

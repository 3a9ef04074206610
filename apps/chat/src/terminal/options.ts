import { defineProgram, parseOptions } from '@net/apps-shared';

/** What the command line says. */
export interface TerminalOptions {
  readonly connect: string;
  readonly name: string;
  readonly room: string;
}

/** @throws HelpRequest, ProgramError */
export function terminalOptions(argv: readonly string[]): TerminalOptions {
  const program = defineProgram('chat-terminal', DESCRIPTION)
    .option('--connect <url>', 'the chat, such as tcp://127.0.0.1:8089 or udp://127.0.0.1:8089')
    .option('--name <name>', 'what the others call you')
    .option('--room <room>', 'where to go', 'lobby');
  // Commander has no types for what the calls above make it return; test/terminal shows it.
  return parseOptions(program, argv, ['connect', 'name']) as TerminalOptions;
}

const DESCRIPTION =
  'Joins a chat room from a terminal. Each line you write is said; Ctrl-D leaves.';

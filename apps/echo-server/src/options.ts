import {
  addKcpFlags,
  choice,
  CODEC_NAMES,
  type CodecName,
  defineProgram,
  eachValue,
  parseOptions,
  type KcpFlags,
  PROTOCOL_NAMES,
  type ProtocolName,
  type TlsFiles,
} from '@net/apps-shared';

/** What the command line says. */
export interface ServerOptions extends TlsFiles, KcpFlags {
  readonly listen: readonly string[];
  readonly protocol: ProtocolName;
  readonly codec: CodecName;
  readonly quiet: boolean;
}

/** @throws HelpRequest, ProgramError */
export function serverOptions(argv: readonly string[]): ServerOptions {
  const program = defineProgram('echo-server', DESCRIPTION)
    .option('--listen <url>', 'where to listen; may be given several times', eachValue)
    .addOption(choice('--protocol <name>', 'how messages look', PROTOCOL_NAMES, 'packets'))
    .addOption(choice('--codec <name>', 'what bodies are, and checked to be', CODEC_NAMES, 'raw'))
    .option('--tls-cert <file>', 'certificate chain for tls:// addresses, PEM')
    .option('--tls-key <file>', 'its private key, PEM')
    .option('--quiet', 'say nothing on stderr')
    .addHelpText('after', NOTES);
  const chosen = parseOptions(addKcpFlags(program), argv, ['listen']);
  // Commander has no types for what the calls above make it return; test/options.test.ts shows it.
  return { quiet: false, ...chosen } as ServerOptions;
}

const DESCRIPTION =
  'Answers every request with its own body, and sends every message back. ' +
  'Prints the addresses it is bound to, one a line.';

const NOTES = `
SIGINT and SIGTERM end it once what it has taken is answered; a second one ends
it at once. Exit codes: 0 after a signal, 1 when it cannot listen, 2 for a wrong
command line.

Examples:
  $ npm run echo-server -- --listen tcp://127.0.0.1:28888
  $ npm run echo-server -- --listen tcp://127.0.0.1:28888 --protocol turbo
  $ npm run echo-server -- --listen unix:///tmp/echo.sock --listen tcp://127.0.0.1:0
  $ npm run echo-server -- --listen tls://127.0.0.1:28889 --tls-cert cert.pem --tls-key key.pem
`;

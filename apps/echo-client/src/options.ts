import {
  addKcpFlags,
  choice,
  CODEC_NAMES,
  type CodecName,
  defineProgram,
  eachValue,
  parseOptions,
  ProgramError,
  type KcpFlags,
  PROTOCOL_NAMES,
  type ProtocolName,
  type TlsFiles,
  wholeNumber,
} from '@net/apps-shared';

/** What the command line says. */
export interface ClientOptions extends TlsFiles, KcpFlags {
  /** One server; or else `group`. */
  readonly connect?: string | undefined;
  /** Servers of which any can answer. */
  readonly group: readonly string[];
  readonly protocol: ProtocolName;
  readonly codec: CodecName;
  readonly count: number;
  readonly concurrency: number;
  /** Bytes of each body. */
  readonly body: number;
  /** Milliseconds. */
  readonly timeout: number;
  readonly oneWay: boolean;
  readonly json: boolean;
}

/** @throws HelpRequest, ProgramError */
export function clientOptions(argv: readonly string[]): ClientOptions {
  const program = defineProgram('echo-client', DESCRIPTION)
    .option('--connect <url>', 'the server, such as tcp://127.0.0.1:28888')
    .option('--group <url>', 'instead, one of several servers that may answer', eachValue)
    .addOption(choice('--protocol <name>', 'how messages look', PROTOCOL_NAMES, 'packets'))
    .addOption(choice('--codec <name>', 'what bodies are', CODEC_NAMES, 'raw'))
    .option('--count <n>', 'requests to send', wholeNumber(1, 10_000_000), 10_000)
    .option('--concurrency <n>', 'requests in flight', wholeNumber(1, 65_536), 1)
    .option('--body <bytes>', 'size of each body', wholeNumber(0, 64 * 1024 * 1024), 64)
    .option('--timeout <ms>', 'how long to wait for an answer', wholeNumber(1, 3_600_000), 10_000)
    .option('--tls-ca <file>', 'whom to trust instead of the well-known authorities, PEM')
    .option('--one-way', 'then send as many messages that are not requests, and await them')
    .option('--json', 'print the report as one line of JSON')
    .addHelpText('after', NOTES);
  const chosen = parseOptions(addKcpFlags(program), argv);
  // Commander has no types for what the calls above make it return; test/options.test.ts shows it.
  const options: object = { group: [], oneWay: false, json: false, ...chosen };
  return checkTarget(options as ClientOptions);
}

function checkTarget(options: ClientOptions): ClientOptions {
  const { connect, group, oneWay } = options;
  if ((connect === undefined) === (group.length === 0)) {
    throw new ProgramError('give either --connect or --group; see --help', 2);
  }
  if (group.length > 0 && oneWay) {
    throw new ProgramError('--one-way goes with --connect: a message belongs to one session', 2);
  }
  return options;
}

const DESCRIPTION =
  'Sends requests with different bodies to an echo server, checks every answer, and reports ' +
  'requests per second and latencies. With gonet, which has no requests, it counts messages that ' +
  'come back.';

const NOTES = `
Exit codes: 0 when every answer was right, 1 when one was not or there is no
session, 2 for a wrong command line.

Examples:
  $ npm run echo-client -- --connect tcp://127.0.0.1:28888
  $ npm run echo-client -- --connect tcp://127.0.0.1:28888 --count 100000 --concurrency 64
  $ npm run echo-client -- --connect tls://localhost:28889 --tls-ca cert.pem --one-way --json
`;

import type { Logger } from '@net/core';

/** One line for each bound address. Who starts the server as a child process waits for them. */
export function listeningLines(addresses: readonly string[]): string {
  return addresses.map((address) => `listening on ${address}\n`).join('');
}

/** Writes a line for each event but the `debug` ones. */
export function lineLogger(write: (line: string) => void): Logger {
  const log =
    (level: string) =>
    (fields: object, message: string): void =>
      write(`${level}: ${message} ${JSON.stringify(fields, errorsByCode)}\n`);
  return { debug: () => {}, info: log('info'), warn: log('warn'), error: log('error') };
}

/** The message of an error may hold what a peer sent. */
function errorsByCode(_key: string, value: unknown): unknown {
  if (!(value instanceof Error)) return value;
  return 'code' in value ? value.code : value.name;
}

import {
  checkAddress,
  kcpOptionsOf,
  protocolOf,
  readTlsFiles,
  transportsWith,
} from '@net/apps-shared';
import { type Logger, serve, type Server } from '@net/core';
import { echoRouter } from './echo-router.ts';
import type { ServerOptions } from './options.ts';

/**
 * Listens on all addresses.
 *
 * @throws ProgramError for a file that cannot be read.
 * @throws NetError `BAD_ADDRESS`, `UNKNOWN_SCHEME`, `ADDRESS_IN_USE`, `TLS_ERROR`, `UNSUPPORTED` …
 */
export async function startEchoServer(options: ServerOptions, logger: Logger): Promise<Server> {
  const protocol = protocolOf(options.protocol);
  for (const address of options.listen) checkAddress(address, protocol);
  const tls = await readTlsFiles(options);
  return serve(options.listen, {
    transports: transportsWith(tls, options.protocol, kcpOptionsOf(options)),
    protocol,
    router: echoRouter(options.codec),
    logger,
    limits: { maxWriteBuffer: MAX_WRITE_BUFFER_BYTES },
  });
}

/** Several of the largest bodies that any protocol takes: by default one is too many. */
const MAX_WRITE_BUFFER_BYTES = 16 * 1024 * 1024;

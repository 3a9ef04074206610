import { NetError } from '@net/core';
import { errorCodeOf } from '@net/core/extend';
import { type Endpoint, formatEndpoint } from './endpoint.ts';

/** What a server has answered that then led to no WebSocket. */
export interface ServerAnswer {
  /** The HTTP status, when it was no upgrade. */
  readonly status?: number | undefined;
  /** It upgraded, and agreed to none of the subprotocols it was offered. */
  readonly isSubprotocolMissing?: boolean;
}

/** Why a dial to `endpoint` failed, from whatever Node or the `ws` package said. */
export function connectError(
  endpoint: Endpoint,
  cause: unknown,
  { status, isSubprotocolMissing = false }: ServerAnswer,
): NetError {
  const address = formatEndpoint(endpoint);
  const code = tlsCodeOf(cause) ?? errorCodeOf(cause);
  if (isSubprotocolMissing) {
    const advice = 'for servers that do not know net.batch pass batch: false to ws()';
    const text = `${address} agrees to no subprotocol that it is offered: ${advice}`;
    return new NetError('UNSUPPORTED', text, { cause });
  }
  if (status !== undefined) {
    const text = `${address} answered with status ${status} and did not upgrade`;
    return new NetError('CONNECT_FAILED', text, { cause });
  }
  if (code === 'ECONNREFUSED') {
    return new NetError('CONNECTION_REFUSED', `nobody listens at ${address}`, { cause });
  }
  if (endpoint.scheme === 'wss' && TLS_CODE.test(code)) {
    return new NetError('TLS_ERROR', `no TLS with ${address}: ${tlsAdvice(code)}`, { cause });
  }
  return new NetError('CONNECT_FAILED', `cannot connect to ${address}: ${code}`, { cause });
}

/** What TLS finds out while it writes arrives as a system error, with OpenSSL's words in its text. */
function tlsCodeOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || errorCodeOf(error) !== 'EPROTO') return undefined;
  const isVersion = error.message.includes('wrong version number');
  return isVersion ? 'ERR_SSL_WRONG_VERSION_NUMBER' : 'ERR_SSL_PROTOCOL';
}

function tlsAdvice(code: string): string {
  for (const [pattern, advice] of ADVICE) if (pattern.test(code)) return `${advice} (${code})`;
  return `the handshake failed (${code})`;
}

/** OpenSSL's verification results have no prefix; system errors begin with E, those of HTTP with HPE. */
const TLS_CODE = /^(ERR_(SSL|TLS)_|(?!E[A-Z0-9]+$|ERR_|HPE_|[A-Z][a-z]).*_)/;
const ADVICE: readonly (readonly [RegExp, string])[] = [
  [/SELF_SIGNED/, 'its certificate is self-signed: pass it, or its authority, as tls.ca'],
  [/UNABLE_TO_/, 'its certificate is from an unknown authority: pass that as tls.ca'],
  [/ALTNAME/, 'its certificate is for another name: see tls.serverName'],
  [/HAS_EXPIRED/, 'its certificate has expired'],
  [/NOT_YET_VALID/, "its certificate is not valid yet: compare both ends' clocks"],
  [/WRONG_VERSION|PACKET_LENGTH|HTTP_REQUEST/, 'it does not speak TLS: should it be ws://?'],
  [/PROTOCOL_VERSION|UNSUPPORTED_PROTOCOL/, 'there is no version in common: see tls.minVersion'],
  [/CERTIFICATE_REQUIRED|BAD_CERTIFICATE|UNKNOWN_CA/, 'it wants a client certificate it trusts'],
];

import type { NetError } from '@net/core';
import { checkCommonTls, optionError, OptionReader } from '@net/core/extend';

/** Certificates, keys and rules of `quic://`, always TLS 1.3. Certificates and keys are PEM. */
export interface TlsOptions {
  /** This end's certificate, then the intermediate ones. Listening needs it. */
  readonly cert?: string | Buffer | undefined;
  /** The private key of `cert`. */
  readonly key?: string | Buffer | undefined;
  /** What `key` is encrypted with. */
  readonly passphrase?: string | undefined;
  /** The authorities to trust, instead of the well-known ones. */
  readonly ca?: string | Buffer | readonly (string | Buffer)[] | undefined;
  /** Listening: `true` lets in only clients with a certificate that `ca` vouches for. */
  readonly requestCert?: boolean | undefined;
  /** Application protocols (ALPN), the preferred one first. `['net/1']`. */
  readonly alpn?: readonly string[] | undefined;
  /** Dialling: the name or IP address to verify, instead of the address's host. */
  readonly serverName?: string | undefined;
  /** Dialling: `false` talks to whoever answers, whatever the certificate says. */
  readonly rejectUnauthorized?: boolean | undefined;
}

/** Check what can be checked without reading a certificate. @throws NetError `INVALID_OPTION` */
export function checkTlsOptions(options: TlsOptions): void {
  const given = new OptionReader('quic()', options, NAMES, 'tls.');
  checkCommonTls(options, given);
  // Without a protocol there is no QUIC (RFC 9001, section 8.1).
  given.refuse(options.alpn?.length === 0, 'alpn', 'is empty');
}

/** The error for a wrong option. @param name without the leading `tls.` */
export function tlsOptionError(name: string, problem: string, cause?: unknown): NetError {
  return optionError('quic()', `tls.${name}`, problem, { cause });
}

/**
 * This package's own protocol. Each of its streams begins with one byte, `00`, by which the far end
 * sees a stream that nothing was sent on yet; streams of any other protocol begin with the data.
 */
export const DEFAULT_ALPN = 'net/1';
const NAMES: ReadonlySet<string> = new Set<keyof TlsOptions>([
  'cert',
  'key',
  'passphrase',
  'ca',
  'requestCert',
  'alpn',
  'serverName',
  'rejectUnauthorized',
]);

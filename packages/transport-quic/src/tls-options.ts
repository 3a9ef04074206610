import { NetError } from '@net/core';

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
  for (const name of Object.keys(options)) refuse(!NAMES.has(name), name, 'does not exist');
  const { cert, key, ca, passphrase, serverName, alpn = [DEFAULT_ALPN] } = options;
  const { requestCert = false, rejectUnauthorized = true } = options;
  refuse(cert !== undefined && key === undefined, 'key', 'is missing: tls.cert needs it');
  refuse(key !== undefined && cert === undefined, 'cert', 'is missing: tls.key needs it');
  refuse(!isOptionalText(passphrase), 'passphrase', 'is a string');
  refuse(!isOptionalText(serverName) || serverName === '', 'serverName', 'is a host name');
  refuse(!isProtocolList(alpn), 'alpn', 'is a list of one name or more, of 1 to 255 bytes each');
  refuse(typeof rejectUnauthorized !== 'boolean', 'rejectUnauthorized', 'is true or false');
  refuse(typeof requestCert !== 'boolean', 'requestCert', 'is true or false');
  refuse(requestCert && ca === undefined, 'ca', 'is missing: tls.requestCert needs it');
}

/** The error for a wrong option. @param name without the leading `tls.` */
export function tlsOptionError(name: string, problem: string, cause?: unknown): NetError {
  return new NetError('INVALID_OPTION', `the option tls.${name} of quic() ${problem}`, { cause });
}

function refuse(isWrong: boolean, name: string, problem: string): void {
  if (isWrong) throw tlsOptionError(name, problem);
}

function isOptionalText(value: unknown): boolean {
  return value === undefined || typeof value === 'string';
}

function isProtocolList(names: readonly string[]): boolean {
  return Array.isArray(names) && names.length > 0 && names.every((name) => isProtocolName(name));
}

function isProtocolName(name: unknown): boolean {
  return typeof name === 'string' && name !== '' && Buffer.byteLength(name) <= 255;
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

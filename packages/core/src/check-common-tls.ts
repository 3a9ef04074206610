import type { OptionReader } from './option-reader.ts';
import { textBytes } from './platform.ts';

/** What every transport with TLS may be told. Certificates and keys are for it to read. */
export interface CommonTlsOptions {
  readonly cert?: unknown;
  readonly key?: unknown;
  readonly passphrase?: unknown;
  readonly ca?: unknown;
  readonly requestCert?: unknown;
  readonly alpn?: unknown;
  readonly serverName?: unknown;
  readonly minVersion?: unknown;
  readonly rejectUnauthorized?: unknown;
}

/** Check what can be checked without reading a certificate. @throws NetError `INVALID_OPTION` */
export function checkCommonTls(
  options: CommonTlsOptions,
  given: OptionReader<CommonTlsOptions>,
): void {
  const { cert, key, ca, passphrase, serverName, alpn = [] } = options;
  given.refuse(cert !== undefined && key === undefined, 'key', 'is missing: tls.cert needs it');
  given.refuse(key !== undefined && cert === undefined, 'cert', 'is missing: tls.key needs it');
  given.refuse(!isOptionalText(passphrase), 'passphrase', 'is a string');
  given.refuse(!isOptionalText(serverName) || serverName === '', 'serverName', 'is a host name');
  given.refuse(!isProtocolList(alpn), 'alpn', 'is a list of names of 1 to 255 bytes');
  given.choice('minVersion', 'TLSv1.2', VERSIONS);
  given.flag('rejectUnauthorized', true);
  const needsCa = given.flag('requestCert', false);
  given.refuse(needsCa && ca === undefined, 'ca', 'is missing: tls.requestCert needs it');
}

function isOptionalText(value: unknown): boolean {
  return value === undefined || typeof value === 'string';
}

function isProtocolList(names: unknown): boolean {
  return Array.isArray(names) && names.every(isProtocolName);
}

function isProtocolName(name: unknown): boolean {
  return typeof name === 'string' && name !== '' && textBytes(name) <= MAX_PROTOCOL_BYTES;
}

const VERSIONS: readonly string[] = ['TLSv1.2', 'TLSv1.3'];
/** A length is one byte (RFC 7301, section 3.1). */
const MAX_PROTOCOL_BYTES = 255;

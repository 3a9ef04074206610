import type { NetError } from '@net/core';
import { checkCommonTls, optionError, OptionReader } from '@net/core/extend';

/** Certificates, keys and rules of `tls://`. Certificates and keys are PEM. */
export interface TlsOptions {
  /** This end's certificate, then the intermediate ones. Listening needs it. */
  readonly cert?: string | Buffer | undefined;
  /** The private key of `cert`. */
  readonly key?: string | Buffer | undefined;
  /** What `key`, and the keys of `hosts`, are encrypted with. */
  readonly passphrase?: string | undefined;
  /** The authorities to trust, instead of the well-known ones. */
  readonly ca?: string | Buffer | readonly (string | Buffer)[] | undefined;
  /** Listening: `true` lets in only clients with a certificate that `ca` vouches for. */
  readonly requestCert?: boolean | undefined;
  /** Application protocols (ALPN), the preferred one first. */
  readonly alpn?: readonly string[] | undefined;
  /** Dialling: the name to ask for and to verify, instead of the address's host. */
  readonly serverName?: string | undefined;
  /** The oldest version to speak. `'TLSv1.2'`. */
  readonly minVersion?: 'TLSv1.2' | 'TLSv1.3' | undefined;
  /** Dialling: `false` talks to whoever answers, whatever the certificate says. */
  readonly rejectUnauthorized?: boolean | undefined;
  /**
   * Listening: certificates by the name that a client asks for, `'a.example'` or `'*.example'`;
   * the exact name is looked for first. Whoever asks for another name, or none, gets `cert`.
   * With them every client shakes hands anew: no session is resumed.
   */
  readonly hosts?: Readonly<Record<string, HostCertificate>> | undefined;
}

/** What a listener shows to those who ask for one name. */
interface HostCertificate {
  readonly cert: string | Buffer;
  readonly key: string | Buffer;
}

/** Check what can be checked without reading a certificate. @throws NetError `INVALID_OPTION` */
export function checkTlsOptions(options: TlsOptions): void {
  const given = new OptionReader('tcp()', options, NAMES, 'tls.');
  checkCommonTls(options, given);
  for (const [name, host] of Object.entries(options.hosts ?? {})) {
    const option = `hosts[${JSON.stringify(name)}]`;
    given.refuse(!HOST_NAME.test(name), option, "is no name such as 'a.example' or '*.example'");
    given.refuse(host?.cert === undefined || host.key === undefined, option, 'needs cert and key');
  }
}

/** The error for a wrong option. @param name without the leading `tls.` */
export function tlsOptionError(name: string, problem: string, cause?: unknown): NetError {
  return optionError('tcp()', `tls.${name}`, problem, { cause });
}

const HOST_NAME = /^(\*\.)?[a-z0-9_-]+(\.[a-z0-9_-]+)*$/i;
const NAMES: ReadonlySet<string> = new Set<keyof TlsOptions>([
  'cert',
  'key',
  'passphrase',
  'ca',
  'requestCert',
  'alpn',
  'serverName',
  'minVersion',
  'rejectUnauthorized',
  'hosts',
]);

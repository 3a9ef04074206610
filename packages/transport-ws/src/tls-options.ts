import { X509Certificate } from 'node:crypto';
import { createSecureContext, type SecureContextOptions } from 'node:tls';
import { checkCommonTls, OptionReader } from '@net/core/extend';
import { optionError } from './check-option.ts';

/** Certificates, keys and rules of `wss://`. Certificates and keys are PEM. */
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
  /** Dialling: the name to ask for and to verify, instead of the address's host. */
  readonly serverName?: string | undefined;
  /** The oldest version to speak. `'TLSv1.2'`. */
  readonly minVersion?: 'TLSv1.2' | 'TLSv1.3' | undefined;
  /** Dialling: `false` talks to whoever answers, whatever the certificate says. */
  readonly rejectUnauthorized?: boolean | undefined;
}

/** `TlsOptions` checked and complete. */
export interface TlsSettings {
  /** What this end shows and whom it trusts. */
  readonly identity: SecureContextOptions;
  readonly requestCert: boolean;
  readonly serverName: string | undefined;
  readonly rejectUnauthorized: boolean;
}

/** Check `options`, the certificates included. @throws NetError `INVALID_OPTION` */
export function resolveTls(options: TlsOptions): TlsSettings {
  checkCommonTls(options, new OptionReader('ws()', options, NAMES, 'tls.'));
  const { requestCert = false, serverName, rejectUnauthorized = true } = options;
  return { identity: identityOf(options), requestCert, serverName, rejectUnauthorized };
}

function identityOf(options: TlsOptions): SecureContextOptions {
  const { cert, key, passphrase, ca, minVersion = 'TLSv1.2' } = options;
  const identity = {
    minVersion,
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
    ...(passphrase === undefined ? {} : { passphrase }),
    ...(ca === undefined ? {} : { ca: checkAuthorities([ca].flat()) }),
  };
  try {
    createSecureContext(identity);
    return identity;
  } catch (cause) {
    const problem = 'and tls.key are not a PEM certificate and its key, or tls.passphrase is wrong';
    throw optionError('tls.cert', problem, { cause });
  }
}

/** OpenSSL takes a text without a certificate for an empty list, and then trusts nobody. */
function checkAuthorities(texts: (string | Buffer)[]): (string | Buffer)[] {
  try {
    texts.forEach((text) => new X509Certificate(text));
  } catch (cause) {
    throw optionError('tls.ca', 'is not a PEM certificate', { cause });
  }
  if (texts.length === 0) throw optionError('tls.ca', 'is empty');
  return texts;
}

const NAMES: ReadonlySet<string> = new Set<keyof TlsOptions>([
  'cert',
  'key',
  'passphrase',
  'ca',
  'requestCert',
  'serverName',
  'minVersion',
  'rejectUnauthorized',
]);

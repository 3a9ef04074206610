import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { rootCertificates } from 'node:tls';
import { checkTlsOptions, DEFAULT_ALPN, tlsOptionError, type TlsOptions } from './tls-options.ts';

/** `TlsOptions` checked and complete. */
export interface TlsSettings {
  /** What this end shows. */
  readonly identity: Identity | undefined;
  /** The authorities to trust, as PEM. */
  readonly authorities: string;
  readonly requestCert: boolean;
  readonly alpn: readonly string[];
  readonly serverName: string | undefined;
  readonly rejectUnauthorized: boolean;
}

/** A certificate with its key, both PEM and unencrypted. */
interface Identity {
  readonly cert: string;
  readonly key: string;
}

/** Check `options`, the certificates included. @throws NetError `INVALID_OPTION` */
export function resolveTls(options: TlsOptions): TlsSettings {
  checkTlsOptions(options);
  const {
    requestCert = false,
    alpn = [DEFAULT_ALPN],
    serverName,
    rejectUnauthorized = true,
  } = options;
  return {
    identity: identityOf(options),
    authorities: authoritiesOf(options.ca),
    requestCert,
    alpn: [...alpn],
    serverName,
    rejectUnauthorized,
  };
}

function identityOf({ cert, key, passphrase }: TlsOptions): Identity | undefined {
  if (cert === undefined || key === undefined) return undefined;
  const certificate = parseCertificate(cert, 'cert');
  const privateKey = parseKey(key, passphrase);
  if (!certificate.checkPrivateKey(privateKey)) {
    throw tlsOptionError('key', 'is not the key of the certificate beside it');
  }
  return { cert: String(cert), key: privateKey.export({ type: 'pkcs8', format: 'pem' }) };
}

function parseKey(key: string | Buffer, passphrase: string | undefined): KeyObject {
  try {
    return createPrivateKey({ key, ...(passphrase === undefined ? {} : { passphrase }) });
  } catch (cause) {
    throw tlsOptionError('key', 'is no PEM private key that tls.passphrase opens', cause);
  }
}

/** The engine takes a text without a certificate for an empty list, and then trusts nobody. */
function authoritiesOf(ca: TlsOptions['ca']): string {
  if (ca === undefined) return rootCertificates.join('\n');
  const texts = [ca].flat().map(String);
  if (texts.length === 0) throw tlsOptionError('ca', 'is empty');
  for (const text of texts) {
    const found = text.match(CERTIFICATE) ?? [text];
    for (const one of found) parseCertificate(one, 'ca');
  }
  return texts.join('\n');
}

function parseCertificate(text: string | Buffer, option: string): X509Certificate {
  try {
    return new X509Certificate(text);
  } catch (cause) {
    throw tlsOptionError(option, 'is not a PEM certificate', cause);
  }
}

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

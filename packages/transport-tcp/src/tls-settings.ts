import { constants, X509Certificate } from 'node:crypto';
import { createSecureContext, type SecureContext, type SecureContextOptions } from 'node:tls';
import { checkTlsOptions, tlsOptionError, type TlsOptions } from './tls-options.ts';

/** `TlsOptions` checked and complete, with the certificates parsed. */
export interface TlsSettings {
  /** What this end shows and whom it trusts. */
  readonly identity: SecureContextOptions;
  /** `identity`, parsed. */
  readonly context: SecureContext;
  /** Other identities by server name in lower case, wildcards as `*.example`. */
  readonly hosts: ReadonlyMap<string, SecureContext>;
  readonly requestCert: boolean;
  readonly alpn: readonly string[];
  readonly serverName: string | undefined;
  readonly rejectUnauthorized: boolean;
}

/** Check `options` and parse the certificates. @throws NetError `INVALID_OPTION` */
export function resolveTls(options: TlsOptions): TlsSettings {
  checkTlsOptions(options);
  const { requestCert = false, alpn = [], serverName, rejectUnauthorized = true } = options;
  const identity = identityOf(options);
  return {
    identity,
    context: parse(identity, ''),
    hosts: parseHosts(options.hosts ?? {}, identity),
    requestCert,
    alpn: [...alpn],
    serverName,
    rejectUnauthorized,
  };
}

function identityOf(options: TlsOptions): SecureContextOptions {
  const { cert, key, passphrase, ca, minVersion = 'TLSv1.2', hosts = {} } = options;
  return {
    minVersion,
    // A ticket for one name must not be taken for another's, and not every OpenSSL sees to that.
    ...(Object.keys(hosts).length === 0 ? {} : { secureOptions: constants.SSL_OP_NO_TICKET }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
    ...(passphrase === undefined ? {} : { passphrase }),
    ...(ca === undefined ? {} : { ca: checkAuthorities([ca].flat()) }),
  };
}

function parseHosts(
  hosts: NonNullable<TlsOptions['hosts']>,
  identity: SecureContextOptions,
): ReadonlyMap<string, SecureContext> {
  const entries = Object.entries(hosts).map(([name, { cert, key }]) => {
    const context = parse({ ...identity, cert, key }, `hosts[${JSON.stringify(name)}].`);
    return [name.toLowerCase(), context] as const;
  });
  return new Map(entries);
}

/** OpenSSL takes a text without a certificate for an empty list, and then trusts nobody. */
function checkAuthorities(texts: (string | Buffer)[]): (string | Buffer)[] {
  try {
    texts.forEach((text) => new X509Certificate(text));
  } catch (cause) {
    throw tlsOptionError('ca', 'is not a PEM certificate', cause);
  }
  if (texts.length === 0) throw tlsOptionError('ca', 'is empty');
  return texts;
}

/** @param path where `cert` and `key` stand in the options: empty, or with a dot at its end. */
function parse(identity: SecureContextOptions, path: string): SecureContext {
  try {
    return createSecureContext(identity);
  } catch (cause) {
    const { cert, key, passphrase } = identity;
    if (isRefused({ cert })) throw tlsOptionError(`${path}cert`, 'is not a PEM certificate', cause);
    if (isRefused({ key, passphrase })) {
      throw tlsOptionError(`${path}key`, 'is no PEM private key that tls.passphrase opens', cause);
    }
    throw tlsOptionError(`${path}key`, 'is not the key of the certificate beside it', cause);
  }
}

function isRefused(identity: SecureContextOptions): boolean {
  try {
    createSecureContext(identity);
    return false;
  } catch {
    return true;
  }
}

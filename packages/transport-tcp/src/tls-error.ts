/**
 * What an error of TLS means and what to do about it. Says nothing that the peer wrote: names and
 * dates from its certificate stay in the error's cause.
 *
 * @param code of a Node error: OpenSSL's verification results and `ERR_SSL_…`, `ERR_TLS_…`.
 */
export function tlsAdvice(code: string): string {
  const known = ADVICE.get(code) ?? ADVICE.get(code.replace(/^ERR_SSL_(TLSV\d+|SSLV3)_ALERT_/, ''));
  return known ?? `the handshake failed (${code})`;
}

const SELF_SIGNED =
  'the certificate is self-signed: pass it, or the authority it is from, as tls.ca';
const UNKNOWN_AUTHORITY =
  'the certificate is from an unknown authority: pass that as tls.ca, or let the server send the intermediate certificates';
const NO_VERSION = 'both ends have no version in common: see tls.minVersion';
const NOT_TLS = 'what answers does not speak TLS: should it be tcp://?';
const CLIENT_CERTIFICATE =
  'the server wants a client certificate it trusts: pass tls.cert and tls.key';

const ADVICE: ReadonlyMap<string, string> = new Map([
  ['DEPTH_ZERO_SELF_SIGNED_CERT', SELF_SIGNED],
  ['SELF_SIGNED_CERT_IN_CHAIN', SELF_SIGNED],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', UNKNOWN_AUTHORITY],
  ['UNABLE_TO_GET_ISSUER_CERT', UNKNOWN_AUTHORITY],
  ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', UNKNOWN_AUTHORITY],
  ['CERT_SIGNATURE_FAILURE', UNKNOWN_AUTHORITY],
  ['CERT_HAS_EXPIRED', 'the certificate has expired: the server needs a new one'],
  ['CERT_NOT_YET_VALID', "the certificate is not valid yet: compare both ends' clocks"],
  ['CERT_REVOKED', 'the certificate was revoked: the server needs a new one'],
  [
    'ERR_TLS_CERT_ALTNAME_INVALID',
    'the certificate is for another name: dial that name, or pass it as tls.serverName',
  ],
  ['ERR_TLS_HANDSHAKE_TIMEOUT', 'the handshake took too long: see handshakeTimeoutMs'],
  ['ERR_SSL_WRONG_VERSION_NUMBER', NOT_TLS],
  ['ERR_SSL_PACKET_LENGTH_TOO_LONG', NOT_TLS],
  ['ERR_SSL_HTTP_REQUEST', NOT_TLS],
  ['ERR_SSL_UNSUPPORTED_PROTOCOL', NO_VERSION],
  ['PROTOCOL_VERSION', NO_VERSION],
  ['ERR_SSL_NO_APPLICATION_PROTOCOL', 'both ends have no protocol in common: see tls.alpn'],
  ['NO_APPLICATION_PROTOCOL', 'both ends have no protocol in common: see tls.alpn'],
  ['CERTIFICATE_REQUIRED', CLIENT_CERTIFICATE],
  ['BAD_CERTIFICATE', CLIENT_CERTIFICATE],
  ['UNKNOWN_CA', CLIENT_CERTIFICATE],
  ['HANDSHAKE_FAILURE', 'both ends have no cipher or key type in common'],
]);

/**
 * What a TLS alert means and what to do about it (RFC 8446, section 6).
 *
 * @param byPeer whether the peer has sent it, and so is the one that found fault.
 */
export function tlsAdvice(alert: number, byPeer: boolean): string {
  const known = (byPeer ? FROM_PEER : FROM_HERE).get(alert) ?? EITHER.get(alert);
  return known ?? `the handshake failed with alert ${alert}`;
}

const BAD_CERTIFICATE = 42;
const CERTIFICATE_EXPIRED = 45;
const UNKNOWN_CA = 48;
const DECRYPT_ERROR = 51;
const PROTOCOL_VERSION = 70;
const CERTIFICATE_REQUIRED = 116;
const NO_APPLICATION_PROTOCOL = 120;

const CLIENT_CERTIFICATE =
  'the peer does not take this certificate: pass tls.cert and tls.key that it trusts';

const FROM_HERE: ReadonlyMap<number, string> = new Map([
  [
    BAD_CERTIFICATE,
    'the certificate is for another name or address: dial that one, or pass it as tls.serverName',
  ],
  [CERTIFICATE_EXPIRED, 'the certificate has expired or is not valid yet'],
  [UNKNOWN_CA, 'the certificate is self-signed or from an unknown authority: pass that as tls.ca'],
  [
    DECRYPT_ERROR,
    'the certificate is from another authority of the same name: pass the new one as tls.ca',
  ],
  [CERTIFICATE_REQUIRED, 'the client has shown no certificate, and tls.requestCert asks for one'],
]);

const FROM_PEER: ReadonlyMap<number, string> = new Map([
  [BAD_CERTIFICATE, CLIENT_CERTIFICATE],
  [CERTIFICATE_EXPIRED, CLIENT_CERTIFICATE],
  [UNKNOWN_CA, CLIENT_CERTIFICATE],
  [DECRYPT_ERROR, CLIENT_CERTIFICATE],
  [CERTIFICATE_REQUIRED, CLIENT_CERTIFICATE],
]);

const EITHER: ReadonlyMap<number, string> = new Map([
  [PROTOCOL_VERSION, 'both ends have no version in common'],
  [NO_APPLICATION_PROTOCOL, 'both ends have no protocol in common: see tls.alpn'],
]);

import {
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  sign,
  X509Certificate,
} from 'node:crypto';
import { isIP } from 'node:net';
import {
  bitString,
  bool,
  integer,
  octetString,
  oid,
  sequence,
  set,
  tagged,
  utcTime,
  utf8,
} from './der.ts';

/** A certificate and its private key, both PEM: what a `tls` option takes. */
export interface TestIdentity {
  readonly cert: string;
  readonly key: string;
}

/** What `CertificateAuthority.issue` can be told. */
export interface IssueOptions {
  /** When the day begins on which the certificate is valid; an hour ago. */
  readonly validFrom?: Date;
  /** Encrypts the key; without it, the key is not encrypted. */
  readonly passphrase?: string;
}

/**
 * Issues certificates for tests, with ECDSA keys on P-256 (RFC 5280). Made anew for each run:
 * nothing expires, and no key is checked in. It is an identity too, one that signs itself.
 */
export class CertificateAuthority implements TestIdentity {
  /** What clients have to trust. */
  readonly cert: string;
  readonly key: string;
  readonly #name: string;
  readonly #privateKey: KeyObject;

  constructor(name = 'Test authority') {
    const { privateKey, publicKey } = newKeys();
    this.#name = name;
    this.#privateKey = privateKey;
    this.key = toPem(privateKey);
    const extensions = [extension(BASIC_CONSTRAINTS, true, sequence(bool(true)))];
    this.cert = this.#sign({ subject: name, publicKey, extensions, validFrom: hourAgo() });
  }

  /**
   * A certificate for `names`, host names or IP addresses, that is valid for a day. The first is
   * its subject.
   */
  issue(
    names: readonly string[],
    { validFrom = hourAgo(), passphrase }: IssueOptions = {},
  ): TestIdentity {
    const { privateKey, publicKey } = newKeys();
    const extensions = [extension(ALTERNATIVE_NAMES, false, sequence(...names.map(generalName)))];
    const subject = names[0] ?? 'nobody';
    const cert = this.#sign({ subject, publicKey, extensions, validFrom });
    return { cert, key: toPem(privateKey, passphrase) };
  }

  #sign({ subject, publicKey, extensions, validFrom }: Request): string {
    const body = sequence(
      tagged(0, true, integer(VERSION_3)),
      integer(Buffer.concat([Buffer.of(1), randomBytes(15)])),
      ECDSA_SHA256,
      commonName(this.#name),
      sequence(utcTime(validFrom), utcTime(new Date(validFrom.getTime() + DAY_MS))),
      commonName(subject),
      publicKey.export({ type: 'spki', format: 'der' }),
      tagged(3, true, sequence(...extensions)),
    );
    const signature = sign('sha256', body, this.#privateKey);
    return new X509Certificate(sequence(body, ECDSA_SHA256, bitString(signature))).toString();
  }
}

interface Request {
  readonly subject: string;
  readonly publicKey: KeyObject;
  readonly extensions: readonly Buffer[];
  readonly validFrom: Date;
}

function newKeys(): { readonly privateKey: KeyObject; readonly publicKey: KeyObject } {
  return generateKeyPairSync('ec', { namedCurve: 'P-256' });
}

function hourAgo(): Date {
  return new Date(Date.now() - HOUR_MS);
}

function toPem(key: KeyObject, passphrase?: string): string {
  const cipher = passphrase === undefined ? {} : { cipher: 'aes-256-cbc', passphrase };
  return key.export({ type: 'pkcs8', format: 'pem', ...cipher });
}

function commonName(name: string): Buffer {
  return sequence(set(sequence(oid(COMMON_NAME), utf8(name))));
}

function extension(id: string, isCritical: boolean, value: Buffer): Buffer {
  const critical = isCritical ? [bool(true)] : [];
  return sequence(oid(id), ...critical, octetString(value));
}

function generalName(name: string): Buffer {
  const version = isIP(name);
  if (version === 0) return tagged(2, false, Buffer.from(name));
  return tagged(7, false, version === 4 ? Buffer.from(name.split('.').map(Number)) : ipv6(name));
}

/** The 16 bytes of an IPv6 address. A zone has no place in a certificate: `URL` throws TypeError. */
function ipv6(address: string): Buffer {
  const shortest = new URL(`http://[${address}]`).hostname.slice(1, -1);
  const [head = [], tail = []] = shortest
    .split('::')
    .map((half) => half.split(':').filter(Boolean));
  const zeros = Array.from({ length: 8 - head.length - tail.length }, () => '0');
  const digits = [...head, ...zeros, ...tail].map((group) => group.padStart(4, '0'));
  return Buffer.from(digits.join(''), 'hex');
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const VERSION_3 = Buffer.of(2);
const COMMON_NAME = '2.5.4.3';
const ALTERNATIVE_NAMES = '2.5.29.17';
const BASIC_CONSTRAINTS = '2.5.29.19';
const ECDSA_SHA256 = sequence(oid('1.2.840.10045.4.3.2'));

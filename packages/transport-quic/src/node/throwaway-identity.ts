import { generateKeyPairSync, sign } from 'node:crypto';

/**
 * A certificate that nobody has to trust, with its key, both PEM: for a process that talks to itself.
 *
 * The least that X.509 asks for (RFC 5280, section 4.1): version 1, signed by itself, no extensions.
 */
export function throwawayIdentity(): { readonly cert: string; readonly key: string } {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const body = sequence(
    tagged(INTEGER, Buffer.of(1)),
    ECDSA_SHA256,
    NAME,
    sequence(tagged(UTC_TIME, Buffer.from(FROM)), tagged(UTC_TIME, Buffer.from(UNTIL))),
    NAME,
    publicKey.export({ type: 'spki', format: 'der' }),
  );
  const signature = Buffer.concat([Buffer.of(0), sign('sha256', body, privateKey)]);
  const certificate = sequence(body, ECDSA_SHA256, tagged(BIT_STRING, signature));
  return { cert: pem(certificate), key: privateKey.export({ type: 'pkcs8', format: 'pem' }) };
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return tagged(SEQUENCE, ...parts);
}

/** `tag(1) length content`, in the fewest bytes (X.690, section 10.1). Content under 64 KiB. */
function tagged(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  return Buffer.concat([Buffer.of(tag, ...lengthOf(content.length)), content]);
}

function lengthOf(bytes: number): readonly number[] {
  if (bytes < 0x80) return [bytes];
  return bytes < 0x100 ? [0x81, bytes] : [0x82, bytes >> 8, bytes & 0xff];
}

function pem(der: Buffer): string {
  return `-----BEGIN CERTIFICATE-----\n${der.toString('base64')}\n-----END CERTIFICATE-----\n`;
}

const INTEGER = 0x02;
const BIT_STRING = 0x03;
const OBJECT_ID = 0x06;
const UTF8_STRING = 0x0c;
const UTC_TIME = 0x17;
const SEQUENCE = 0x30;
const SET = 0x31;
const FROM = '200101000000Z';
const UNTIL = '491231235959Z';
/** 1.2.840.10045.4.3.2 */
const ECDSA_SHA256 = sequence(tagged(OBJECT_ID, Buffer.from('2a8648ce3d040302', 'hex')));
/** 2.5.4.3, the common name. */
const COMMON_NAME = tagged(OBJECT_ID, Buffer.from('550403', 'hex'));
const NAME = sequence(
  tagged(SET, sequence(COMMON_NAME, tagged(UTF8_STRING, Buffer.from('localhost')))),
);

import type { Authenticate, Grant, HandshakeOptions, Hello } from '@net/core';
import { Secret } from './secret.ts';

/** What a client says to belong to a group: turbo's GroupAuth. For `createClient`'s `handshake`. */
export function groupCredentials(group: string, secret: string | Secret): HandshakeOptions {
  const hidden = typeof secret === 'string' ? new Secret(secret) : secret;
  return { name: group, credentials: () => ({ scheme: SCHEME, secret: hidden.reveal() }) };
}

/**
 * For `serve`'s `authenticate`: whoever knows the secret of a group belongs to it. Unknown groups and
 * wrong secrets cannot be told apart, by the answer or by the time it takes.
 *
 * @param secretOf the group's secret, or nothing for a group that does not exist. A `Map` will do; a
 * function must not take longer for one than for the other.
 * @param grant what its members may do, beside being `identity` and member of the group.
 */
export function groupSecrets(
  secretOf: ReadonlyMap<string, string> | ((group: string) => SecretOf | Promise<SecretOf>),
  grant: Partial<Grant> = {},
): Authenticate {
  const find = typeof secretOf === 'function' ? secretOf : (name: string) => secretOf.get(name);
  return async (hello) => {
    const { name = '' } = hello;
    const known = await find(name);
    const wanted = known instanceof Secret ? known.reveal() : known;
    const isThere = wanted !== undefined && wanted !== '';
    // A group that is not there costs the same work.
    const isRight = await equal(isThere ? wanted : DECOY, offeredSecret(hello));
    if (!isRight || !isThere) return undefined;
    return { identity: name, ...grant, groups: [name, ...(grant.groups ?? [])] };
  };
}

type SecretOf = string | Secret | undefined;

function offeredSecret({ credentials }: Hello): string {
  if (typeof credentials !== 'object' || credentials === null) return '';
  const { scheme, secret } = credentials as { scheme?: unknown; secret?: unknown };
  return scheme === SCHEME && typeof secret === 'string' ? secret : '';
}

/** Compares digests, so that neither length nor the first difference shows in the time. */
async function equal(left: string, right: string): Promise<boolean> {
  const [a, b] = await Promise.all([digest(left), digest(right)]);
  let difference = 0;
  for (let at = 0; at < a.length; at++) difference |= a[at]! ^ b[at]!;
  return difference === 0;
}

async function digest(text: string): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', padded(text)));
}

/**
 * As large for every text up to 341 characters, so that it takes the same work for the secret of a
 * group as for that of none. Padded as in ISO/IEC 7816-4: no two texts become the same.
 */
function padded(text: string): Uint8Array<ArrayBuffer> {
  const mostBytes = UTF8_BYTES * text.length;
  const bytes = new Uint8Array(PAD_BYTES * (1 + Math.floor(mostBytes / PAD_BYTES)));
  const { written } = encoder.encodeInto(text, bytes);
  bytes[written] = END_OF_TEXT;
  return bytes;
}

const encoder = new TextEncoder();
const SCHEME = 'group';
/** Stands in for a secret, and opens nothing. */
const DECOY = 'about as long as secrets mostly are';
const PAD_BYTES = 1024;
const END_OF_TEXT = 0x80;
/** The most that one unit of UTF-16 takes. */
const UTF8_BYTES = 3;

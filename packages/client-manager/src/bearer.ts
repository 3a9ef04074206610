import type { Authenticate, Grant, HandshakeOptions } from '@net/core';
import { Secret } from './secret.ts';

/**
 * What a client says with a token that somebody else has made. For `createClient`'s `handshake`.
 *
 * @param token asked anew for each connection, and before the last one expires.
 */
export function bearerCredentials(
  token: () => string | Secret | Promise<string | Secret>,
): HandshakeOptions {
  const credentials = async (): Promise<unknown> => {
    const value = await token();
    return { scheme: SCHEME, token: value instanceof Secret ? value.reveal() : value };
  };
  return { credentials };
}

/**
 * For `serve`'s `authenticate`: `verify` says who has a token, and for how long.
 *
 * @param verify nothing means refused.
 */
export function bearerTokens(
  verify: (token: string) => Grant | undefined | Promise<Grant | undefined>,
): Authenticate {
  return ({ credentials }) => {
    if (typeof credentials !== 'object' || credentials === null) return undefined;
    const { scheme, token } = credentials as { scheme?: unknown; token?: unknown };
    if (scheme !== SCHEME || typeof token !== 'string') return undefined;
    return verify(token);
  };
}

const SCHEME = 'bearer';

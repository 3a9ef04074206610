import { optionError } from './check-option.ts';

/**
 * Whether a page from `origin` may connect. Browsers let any page open WebSockets to any host and
 * send that host's cookies along, so it is the server that has to look (RFC 6455, section 10.2).
 *
 * @param origin the header as it came; `undefined` when the request comes from no page.
 * @param host the request's `Host` header.
 * @param allowed `undefined`: origins with the same host; `false`: all.
 */
export function isOriginAllowed(
  origin: string | undefined,
  host: string | undefined,
  allowed: ReadonlySet<string> | false | undefined,
): boolean {
  if (origin === undefined || allowed === false) return true;
  if (allowed !== undefined) return allowed.has(origin.toLowerCase());
  // The origin's scheme decides which port may be missing from either.
  const url = URL.canParse(origin) ? new URL(origin) : undefined;
  const target = `${url?.protocol}//${host}`;
  if (url === undefined || url.host === '' || host === undefined) return false;
  return !/[/\\?#@\s]/.test(host) && URL.canParse(target) && new URL(target).host === url.host;
}

/** @throws NetError `INVALID_OPTION` */
export function checkOrigins(
  origins: readonly string[] | false | undefined,
): ReadonlySet<string> | false | undefined {
  if (origins === undefined || origins === false) return origins;
  if (!Array.isArray(origins)) throw optionError('allowedOrigins', 'is a list of origins or false');
  for (const origin of origins as readonly unknown[]) {
    if (typeof origin === 'string' && isOrigin(origin)) continue;
    throw optionError(
      'allowedOrigins',
      `has ${JSON.stringify(origin)}, which is no origin such as https://a.example`,
    );
  }
  return new Set(origins.map((origin: string) => origin.toLowerCase()));
}

/** As browsers write it: no path, and no port that the scheme implies. */
function isOrigin(text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return url !== undefined && `${url.protocol}//${url.host}` === text.toLowerCase();
}

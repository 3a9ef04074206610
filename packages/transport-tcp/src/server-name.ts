/**
 * What `hosts` has for the name that a client asked for: the exact name first, then the wildcard
 * over its first label. Takes any text, and never throws: it comes from whoever dials.
 *
 * @param hosts by name in lower case, wildcards as `*.example`.
 */
export function findHost<T>(hosts: ReadonlyMap<string, T>, name: string): T | undefined {
  const lower = name.toLowerCase();
  return hosts.get(lower) ?? hosts.get(lower.replace(/^[^.]+\./, '*.'));
}

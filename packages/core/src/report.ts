/**
 * A small JSON object that one session tells the other: why something failed, who it is.
 *
 * @returns `undefined` for anything else, whatever the bytes.
 */
export function parseReport(bytes: Uint8Array): Readonly<Record<string, unknown>> | undefined {
  if (bytes.length > 3 * MAX_REPORT_TEXT) return undefined;
  try {
    const text = decoder.decode(bytes);
    // The walk below recurses, so it must be certain that nothing nests deep.
    if (mayNestDeep(text)) return undefined;
    const report: unknown = JSON.parse(text, dropPrototype);
    return isObject(report) ? report : undefined;
  } catch {
    // Bytes that are no JSON say nothing, which is what the caller is told.
    return undefined;
  }
}

/** Whether parsing `text` could need a deep stack. */
export function mayNestDeep(text: string): boolean {
  return text.split(/[[{]/, MAX_OPENINGS + 1).length > MAX_OPENINGS;
}

/** `text` without control characters, at most 1,000 characters of it. */
export function printable(text: string): string {
  return text.slice(0, 1000).replace(/\p{Cc}/gu, ' ');
}

/** The longest report, in characters. */
export const MAX_REPORT_TEXT: number = 16 * 1024;

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function dropPrototype(key: string, value: unknown): unknown {
  return key === '__proto__' || key === 'constructor' ? undefined : value;
}

const decoder = new TextDecoder('utf-8', { fatal: true });
const MAX_OPENINGS = 1000;

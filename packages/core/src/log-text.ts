/**
 * `text` fit for a log line, whoever wrote it: printable ASCII stays, everything else is escaped,
 * and what is over `maxCharacters` is cut off behind three dots.
 */
export function logText(text: string, maxCharacters: number): string {
  const escaped = text.slice(0, maxCharacters).replace(UNPRINTABLE, escapeUnit);
  if (text.length <= maxCharacters && escaped.length <= maxCharacters) return escaped;
  return `${escaped.slice(0, maxCharacters - 3)}...`;
}

function escapeUnit(unit: string): string {
  return unit === '\\' ? '\\\\' : `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

const UNPRINTABLE = /[^ -[\]-~]/g;

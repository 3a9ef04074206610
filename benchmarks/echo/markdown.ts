/** A table in Markdown. Columns whose title begins with `>` hold numbers: they are set to the right. */
export function table(columns: readonly string[], lines: readonly (readonly string[])[]): string {
  const titles = columns.map((column) => column.replace('>', ''));
  const rules = columns.map((column) => (column.startsWith('>') ? '---:' : '---'));
  return [titles, rules, ...lines].map(row).join('\n');
}

function row(fields: readonly string[]): string {
  return `| ${fields.join(' | ')} |`;
}

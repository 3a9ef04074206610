/** One bar of each panel belongs to it. */
export interface ChartRow {
  readonly label: string;
  /** Drawn in the colour of this project. */
  readonly isOurs: boolean;
  readonly values: readonly number[];
}

/** A column of bars, all to one scale. */
export interface ChartPanel {
  readonly title: string;
  readonly format: (value: number) => string;
}

/**
 * Bars side by side as an SVG image that needs nothing else, and follows the reader's light or dark
 * colours.
 */
export function barChart(
  title: string,
  panels: readonly ChartPanel[],
  rows: readonly ChartRow[],
): string {
  const width = labelWidth + panels.length * panelWidth;
  const height = headHeight + rows.length * rowHeight + 8;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">`,
    `<title>${escape(title)}</title>`,
    STYLE,
    `<text class="title" x="0" y="16">${escape(title)}</text>`,
    ...rows.map((row, index) => text(0, rowTop(index) + 14, row.label, row.isOurs ? 'ours' : '')),
    ...panels.flatMap((panel, column) => drawPanel(panel, column, rows)),
    '</svg>',
    '',
  ].join('\n');
}

function drawPanel(panel: ChartPanel, column: number, rows: readonly ChartRow[]): string[] {
  const left = labelWidth + column * panelWidth;
  const values = rows.map((row) => row.values[column] ?? 0);
  const scale = barWidth / Math.max(...values);
  const bars = rows.flatMap((row, index) => {
    const value = values[index] ?? 0;
    const length = Math.max(1, value * scale).toFixed(1);
    const top = rowTop(index);
    return [
      `<rect class="${row.isOurs ? 'bar-ours' : 'bar'}" x="${left}" y="${top + 3}" width="${length}" height="${rowHeight - 8}" rx="2"/>`,
      text(left + Number(length) + 5, top + 14, panel.format(value)),
    ];
  });
  return [text(left, headHeight - 8, panel.title, 'head'), ...bars];
}

function rowTop(index: number): number {
  return headHeight + index * rowHeight;
}

function text(x: number, y: number, content: string, className = ''): string {
  const attribute = className === '' ? '' : ` class="${className}"`;
  return `<text${attribute} x="${x.toFixed(1)}" y="${y}">${escape(content)}</text>`;
}

function escape(content: string): string {
  return content.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('`', '');
}

const labelWidth = 290;
const panelWidth = 210;
const barWidth = 140;
const rowHeight = 22;
const headHeight = 56;

const STYLE = `<style>
text { font: 13px system-ui, sans-serif; fill: #24292f; }
.title { font-size: 15px; font-weight: 600; }
.head { font-weight: 600; }
.ours { font-weight: 600; }
.bar { fill: #9aa4b2; }
.bar-ours { fill: #2563eb; }
@media (prefers-color-scheme: dark) {
  text { fill: #e6edf3; }
  .bar { fill: #6b7684; }
  .bar-ours { fill: #60a5fa; }
}
</style>`;

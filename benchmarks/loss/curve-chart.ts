/** One line of the chart. */
export interface Curve {
  readonly label: string;
  /** Picks colour and dashes, from 0 to 5. */
  readonly style: number;
  /** The value that a share `q` of all does not exceed, `q` from 0 to below 1. */
  readonly quantile: (q: number) => number;
}

/**
 * Distributions as an SVG image that needs nothing else, and follows the reader's light or dark
 * colours: milliseconds upwards, in logarithms, and to the right the share of all that took no
 * longer, where 90 %, 99 % and 99.9 % are equally far apart.
 */
export function curveChart(title: string, curves: readonly Curve[]): string {
  const scale = scaleOf(curves);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" role="img">`,
    `<title>${escape(title)}</title>`,
    STYLE,
    text('title', 0, 16, title),
    ...grid(scale),
    ...curves.map((curve) => line(curve, scale)),
    ...curves.flatMap(legend),
    '</svg>',
    '',
  ].join('\n');
}

/** The ticks of the vertical axis in milliseconds, ascending. */
type Scale = readonly number[];

/** Begins and ends with the nearest ticks outside of all values. */
function scaleOf(curves: readonly Curve[]): Scale {
  const leastMs = Math.min(...curves.map(({ quantile }) => quantile(0)));
  const mostMs = Math.max(...curves.map(({ quantile }) => quantile(shareAt(NINES))));
  const first = TICKS_MS.findLastIndex((ms) => ms <= leastMs);
  const last = TICKS_MS.findIndex((ms) => ms >= mostMs);
  return TICKS_MS.slice(Math.max(0, first), last + 1);
}

function grid(scale: Scale): string[] {
  return [
    ...scale.flatMap((ms) => [
      `<path class="grid" d="M${LEFT} ${yOf(ms, scale)}H${RIGHT}"/>`,
      text('end', LEFT - 8, yOf(ms, scale) + 4, `${ms} ms`),
    ]),
    ...SHARES.flatMap((share) => [
      `<path class="grid" d="M${xOf(share)} ${TOP}V${BOTTOM}"/>`,
      text('middle', xOf(share), BOTTOM + 18, `${Number((share * 100).toFixed(1))} %`),
    ]),
    text('middle', (LEFT + RIGHT) / 2, BOTTOM + 40, 'of the answers came within'),
  ];
}

function line({ style, quantile }: Curve, scale: Scale): string {
  const points = Array.from({ length: POINTS + 1 }, (_, index) => {
    const share = shareAt((index / POINTS) * NINES);
    return `${xOf(share)} ${yOf(quantile(share), scale)}`;
  });
  return `<path class="curve c${style}" d="M${points.join('L')}"/>`;
}

function legend({ label, style }: Curve, index: number): string[] {
  const y = TOP + 18 + index * 20;
  return [
    `<path class="curve c${style}" d="M${LEFT + 14} ${y - 4}h28"/>`,
    text('', LEFT + 50, y, label),
  ];
}

/** After how many nines: 1 is 90 %, 2 is 99 %. */
function shareAt(nines: number): number {
  return 1 - 10 ** -nines;
}

function xOf(share: number): number {
  return round(LEFT + ((RIGHT - LEFT) * -Math.log10(1 - share)) / NINES);
}

function yOf(ms: number, scale: Scale): number {
  const [bottomMs = 1] = scale;
  const height = Math.log(ms / bottomMs) / Math.log((scale.at(-1) ?? ms) / bottomMs);
  return round(BOTTOM - (BOTTOM - TOP) * height);
}

function round(pixels: number): number {
  return Math.round(pixels * 10) / 10;
}

function text(className: string, x: number, y: number, content: string): string {
  const attribute = className === '' ? '' : ` class="${className}"`;
  return `<text${attribute} x="${round(x)}" y="${round(y)}">${escape(content)}</text>`;
}

function escape(content: string): string {
  return content.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}

const [WIDTH, HEIGHT] = [760, 440];
const [LEFT, RIGHT, TOP, BOTTOM] = [70, 736, 36, 380];
const SHARES = [0, 0.5, 0.9, 0.99, 0.999];
const NINES = 3;
const POINTS = 180;
const TICKS_MS = [1, 10, 100, 1000, 10_000].flatMap((ms) => [ms, 2 * ms, 5 * ms]);

const STYLE = `<style>
text { font: 13px system-ui, sans-serif; fill: #24292f; }
.title { font-size: 15px; font-weight: 600; }
.middle { text-anchor: middle; }
.end { text-anchor: end; }
.grid { stroke: #d0d7de; fill: none; }
.curve { fill: none; stroke-width: 2; stroke-linejoin: round; }
.c0 { stroke: #2563eb; }
.c1 { stroke: #2563eb; stroke-dasharray: 8 4; }
.c2 { stroke: #0d9488; }
.c3 { stroke: #0d9488; stroke-dasharray: 8 4; }
.c4 { stroke: #b45309; }
.c5 { stroke: #b91c1c; stroke-dasharray: 2 3; }
@media (prefers-color-scheme: dark) {
  text { fill: #e6edf3; }
  .grid { stroke: #3d444d; }
  .c0, .c1 { stroke: #60a5fa; }
  .c2, .c3 { stroke: #2dd4bf; }
  .c4 { stroke: #fbbf24; }
  .c5 { stroke: #f87171; }
}
</style>`;

import type { describeMachine } from '../lib/machine.ts';

/** What one piece of the hot path costs, per message. */
export interface Cost {
  readonly name: string;
  readonly nsPerMessage: number;
  readonly heapBytes: number;
}

/** The costs as a page. */
export function toMarkdown(
  machine: ReturnType<typeof describeMachine>,
  costs: readonly Cost[],
): string {
  const rows = costs.map(
    ({ name, nsPerMessage, heapBytes }) =>
      `| ${name} | ${nsPerMessage.toFixed(0)} | ${Math.max(0, heapBytes).toFixed(0)} |`,
  );
  return [
    '# The hot path',
    '',
    'Medians; per message of 64 bytes unless said otherwise. Heap is what the collector has to look',
    'at: blocks of bytes live outside it.',
    '',
    `\`${JSON.stringify(machine)}\``,
    '',
    '| work | ns per message | heap bytes per message |',
    '| --- | ---: | ---: |',
    ...rows,
    '',
  ].join('\n');
}

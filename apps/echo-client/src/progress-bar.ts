import { wholeFigure } from '@net/apps-shared';

/** How far a run is. */
export interface Progress {
  done: number;
  readonly total: number;
}

/** Where a bar is drawn: `process.stderr`. */
interface Terminal {
  readonly isTTY: boolean;
  write(text: string): boolean;
}

/** Keeps a bar on `stream` up to date, if that is a terminal. @returns what takes it away. */
export function showProgress(progress: Progress, stream: Terminal): () => void {
  if (!stream.isTTY) return () => {};
  const draw = (): boolean => stream.write(`\r${progressBar(progress)}`);
  const timer = setInterval(draw, REDRAW_MS);
  return () => {
    clearInterval(timer);
    stream.write(CLEAR_LINE);
  };
}

/** `[######                        ]  20 % of 10,000` */
export function progressBar({ done, total }: Progress): string {
  const filled = Math.floor((done / total) * WIDTH);
  const percent = String(Math.floor((done / total) * 100)).padStart(3);
  const bar = '#'.repeat(filled).padEnd(WIDTH);
  return `[${bar}] ${percent} % of ${wholeFigure(total)}`;
}

const WIDTH = 30;
const REDRAW_MS = 100;
const CLEAR_LINE = '\r\u{1b}[K';

import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** One file of the page, as a browser gets it. */
export interface PageFile {
  readonly type: string;
  readonly body: string;
}

/** The page's files by path, its program bundled for browsers. */
export async function bundlePage(): Promise<ReadonlyMap<string, PageFile>> {
  const [html, css, script] = await Promise.all([read('index.html'), read('style.css'), bundle()]);
  return new Map([
    ['/', { type: 'text/html; charset=utf-8', body: html }],
    ['/style.css', { type: 'text/css; charset=utf-8', body: css }],
    ['/main.js', { type: 'text/javascript; charset=utf-8', body: script }],
  ]);
}

async function bundle(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [pathOf('main.ts')],
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    conditions: ['@net/source', 'browser'],
    logLevel: 'silent',
  });
  return outputFiles[0]?.text ?? '';
}

function read(name: string): Promise<string> {
  return readFile(pathOf(name), 'utf8');
}

function pathOf(name: string): string {
  return fileURLToPath(new URL(`page/${name}`, import.meta.url));
}

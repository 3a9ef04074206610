import { accessSync, constants } from 'node:fs';

/** Where a Chromium is, or `undefined` where there is none: `CHROMIUM` says, else it is looked for. */
export function findBrowser(): string | undefined {
  const named = process.env['CHROMIUM'];
  return [named, ...PLACES].find((path) => path !== undefined && isProgram(path));
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

const PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
] as const;

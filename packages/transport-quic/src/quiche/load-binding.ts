import { createRequire } from 'node:module';
import type { QuicheBinding } from './binding.ts';

/** Where to load a binding for. For tests. */
export interface LoadOptions {
  readonly platform?: string;
  readonly arch?: string;
  readonly require?: (name: string) => unknown;
}

/**
 * Load the binding for this platform: the one place that knows which package it is in.
 *
 * @throws Error that says what is missing.
 */
export function loadBinding({
  platform = process.platform,
  arch = process.arch,
  require = createRequire(import.meta.url),
}: LoadOptions = {}): QuicheBinding {
  const name = PACKAGES.get(`${platform}-${arch}`);
  if (name === undefined) {
    throw new Error(`there is no binary for ${platform}-${arch}, only for ${KNOWN}`);
  }
  const binding = load(name, require);
  if (isBinding(binding)) return binding;
  throw new Error(`${name} has another interface than the one this package was made for`);
}

function load(name: string, require: (name: string) => unknown): unknown {
  try {
    return require(name);
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
    throw new Error(`${name} ${ADVICE.get(code) ?? `cannot be loaded (${code})`}`, { cause });
  }
}

/** Looks at what all else is reached through; the rest is `QuicheBinding` by the pinned version. */
function isBinding(value: unknown): value is QuicheBinding {
  if (typeof value !== 'object' || value === null) return false;
  return 'Config' in value && 'Connection' in value && 'Header' in value && 'retry' in value;
}

/** The main file of each is the binary itself. */
const PACKAGES: ReadonlyMap<string, string> = new Map([
  ['linux-x64', '@matrixai/quic-linux-x64'],
  ['darwin-x64', '@matrixai/quic-darwin-universal'],
  ['darwin-arm64', '@matrixai/quic-darwin-universal'],
  ['win32-x64', '@matrixai/quic-win32-x64'],
]);
const KNOWN = [...PACKAGES.keys()].join(', ');
const ADVICE: ReadonlyMap<string, string> = new Map([
  [
    'MODULE_NOT_FOUND',
    'is not installed: was the installation told to leave out optional packages?',
  ],
  ['ERR_DLOPEN_FAILED', 'does not load: on Linux it needs glibc 2.34 or newer, and not musl'],
]);

export { kcp } from './kcp.ts';
export type { KcpOptions } from './options.ts';
export type { CipherName } from './cipher.ts';
export { deriveKey } from './key.ts';

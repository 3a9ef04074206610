export { ws } from './ws.ts';
export type { WsOptions } from './options.ts';
export type { TlsOptions } from './tls-options.ts';

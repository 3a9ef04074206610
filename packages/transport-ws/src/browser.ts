export { ws } from './browser-ws.ts';
export type { BrowserWsOptions as WsOptions } from './browser-options.ts';

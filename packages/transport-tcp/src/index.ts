export { tcp, type TcpTransport } from './tcp.ts';
export type { TcpOptions } from './options.ts';
export type { TlsOptions } from './tls-options.ts';

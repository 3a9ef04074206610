export { quic } from './quic.ts';
export type { QuicOptions } from './options.ts';
export type { QuicConnection, QuicConnectionHandler } from './quic-connection.ts';

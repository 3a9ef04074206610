/** What the table of each family is about. */
export const headings = {
  raw: 'Frames over TCP',
  ws: 'Frames over WebSocket',
  udp: 'Frames over UDP',
  'ws-by-net': 'WebSocket, requests from our own client',
  'ws-by-ws': 'WebSocket, messages from the bare `ws` package',
  json: 'JSON requests, both ends of one framework',
  managed: 'A managed client beside a bare session, over TCP',
  kcp: 'Messages over KCP',
  'kcp-bulk': 'Bulk over KCP, one way',
  quic: 'Frames over QUIC, and over TLS',
  'quic-bulk': 'Bulk over QUIC and TLS, one way',
  'quic-datagrams': 'Datagrams over QUIC',
  'quic-handshake': 'Sessions opened over QUIC and TLS, one after the other',
} as const;

export type Family = keyof typeof headings;

/** Families whose messages are pieces of a long stream: what counts is the bytes. */
export const bulkFamilies: ReadonlySet<Family> = new Set(['kcp-bulk', 'quic-bulk']);

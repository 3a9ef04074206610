/** What the table of each family is about. */
export const headings = {
  raw: 'Frames over TCP',
  ws: 'Frames over WebSocket',
  udp: 'Frames over UDP',
  'ws-by-net': 'WebSocket, requests from our own client',
  'ws-by-ws': 'WebSocket, messages from the bare `ws` package',
  json: 'JSON requests, both ends of one framework',
  managed: 'A managed client beside a bare session, over TCP',
} as const;

export type Family = keyof typeof headings;

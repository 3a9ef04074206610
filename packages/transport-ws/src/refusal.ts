import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';

/** Answer a request with no more than `status`, and close. */
export function refuse(socket: Duplex, status: number): void {
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  const text = STATUS_CODES[status] ?? 'Refused';
  const head = `HTTP/1.1 ${status} ${text}\r\nConnection: close\r\nContent-Type: text/plain`;
  socket.once('finish', () => socket.destroy());
  socket.end(`${head}\r\nContent-Length: ${text.length}\r\n\r\n${text}`);
}

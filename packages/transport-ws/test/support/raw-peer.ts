import type { Socket } from 'node:net';

/** The far end of a socket, byte by byte: records what it is sent, and lets a test wait for it. */
export class RawPeer {
  readonly socket: Socket;
  isEnded = false;
  isClosed = false;
  #chunks: Buffer[] = [];
  #waits: { readonly isTrue: () => boolean; readonly resolve: () => void }[] = [];

  constructor(socket: Socket) {
    this.socket = socket;
    socket.on('data', (chunk: Buffer) => {
      this.#chunks.push(chunk);
      this.#look();
    });
    socket.on('end', () => {
      this.isEnded = true;
      this.#look();
    });
    socket.on('close', () => {
      this.isClosed = true;
      this.#look();
    });
  }

  /** All that has been received behind the head of the HTTP answer, if there was one. */
  get hex(): string {
    const received = this.#received;
    const at = received.indexOf('\r\n\r\n');
    return received.subarray(at === -1 ? 0 : at + 4).toString('hex');
  }

  /** All that has been received. */
  get text(): string {
    return this.#received.toString('latin1');
  }

  /** Send bytes written in hex; spaces do not matter. */
  send(...hex: readonly string[]): void {
    this.socket.write(Buffer.from(hex.join('').replaceAll(' ', ''), 'hex'));
  }

  /** The head of the HTTP answer. */
  async untilHead(): Promise<string> {
    await this.until(() => this.text.includes('\r\n\r\n'));
    return this.text.slice(0, this.text.indexOf('\r\n\r\n'));
  }

  /** The first line of the HTTP answer; empty when the socket was closed without one. */
  async untilStatus(): Promise<string> {
    await this.until(() => this.isClosed || this.text.includes('\r\n'));
    return this.text.split('\r\n', 1)[0] ?? '';
  }

  /** Resolves when `hex` has been received. */
  async untilHex(hex: string): Promise<void> {
    const bytes = Buffer.from(hex.replaceAll(' ', ''), 'hex');
    let from = 0;
    await this.until(() => {
      const received = this.#received;
      const isThere = received.includes(bytes, from);
      from = Math.max(0, received.length - bytes.length);
      return isThere;
    });
  }

  untilClosed(): Promise<void> {
    return this.until(() => this.isClosed);
  }

  until(isTrue: () => boolean): Promise<void> {
    if (isTrue()) return Promise.resolve();
    return new Promise((resolve) => this.#waits.push({ isTrue, resolve }));
  }

  get #received(): Buffer {
    if (this.#chunks.length > 1) this.#chunks = [Buffer.concat(this.#chunks)];
    return this.#chunks[0] ?? Buffer.alloc(0);
  }

  #look(): void {
    const waits = this.#waits;
    this.#waits = waits.filter(({ isTrue }) => !isTrue());
    for (const wait of waits) if (!this.#waits.includes(wait)) wait.resolve();
  }
}

/** An upgrade request of RFC 6455, section 1.2. A header here replaces that of the same name. */
export function upgradeRequest(path: string, headers: readonly string[] = []): string {
  const names = new Set(headers.map(nameOf));
  const usual = USUAL.filter((header) => !names.has(nameOf(header)));
  const lines = [...usual, ...headers].filter((header) => !header.endsWith(':'));
  return `GET ${path} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`;
}

/** A masked frame in hex, with a key of 01020304, as clients send them. */
export function masked(firstByte: string, payload: string | Buffer): string {
  const bytes = Buffer.from(payload);
  const key = Buffer.from('01020304', 'hex');
  const body = bytes.map((byte, index) => byte ^ (key[index & 3] ?? 0));
  const length = Buffer.alloc(bytes.length < 126 ? 1 : 3);
  length[0] = 0x80 | (bytes.length < 126 ? bytes.length : 126);
  if (bytes.length >= 126) length.writeUInt16BE(bytes.length, 1);
  return firstByte + Buffer.concat([length, key, body]).toString('hex');
}

function nameOf(header: string): string {
  return header.split(':', 1)[0]?.toLowerCase() ?? '';
}

const USUAL = [
  'Host: server.example',
  'Connection: Upgrade',
  'Upgrade: websocket',
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
  'Sec-WebSocket-Version: 13',
];

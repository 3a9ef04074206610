import { ByteWriter, type Connection, type Message, MessageKind } from '@net/core';
import { ByteQueue, type ConnectionHandler, type Framer } from '@net/core/extend';
import { packets } from '@net/packet';

/** A far end that answers every hello, ping and request, but minds no silence. */
export class PatientPeer implements ConnectionHandler {
  /** How many pings it has answered. */
  pings = 0;
  readonly #connection: Connection;
  readonly #framer: Framer;
  readonly #input = new ByteQueue();
  #waiting: { readonly isTrue: () => boolean; readonly resolve: () => void }[] = [];
  #answered = 0;

  constructor(connection: Connection) {
    this.#connection = connection;
    // Over a stream the format has one.
    this.#framer = protocol.createFramer('stream')!;
  }

  hello(heartbeatMs: number): void {
    this.#send(MessageKind.Control, HELLO, 0, 1, JSON.stringify({ version: 1, heartbeatMs }));
  }

  /** Resolves once the other end has answered a request of this type. */
  async ask(type: number): Promise<void> {
    const before = this.#answered;
    this.#send(MessageKind.Request, type, FIRST_ID + before, 0, 'are you there');
    await this.until(() => this.#answered > before);
  }

  /** Resolves once something has come after which `isTrue`. */
  until(isTrue: () => boolean): Promise<void> {
    return new Promise((resolve) => this.#waiting.push({ isTrue, resolve }));
  }

  onData(bytes: Uint8Array): void {
    this.#input.push(bytes);
    for (;;) {
      const packetBytes = this.#framer.decode(this.#input);
      if (packetBytes === undefined) break;
      this.#onMessage(protocol.packets.read(this.#input, packetBytes));
    }
    for (const { isTrue, resolve } of this.#waiting) if (isTrue()) resolve();
  }

  onDrain(): void {
    // What it sends is small.
  }

  onClose(): void {
    // Nothing is left to do.
  }

  #onMessage({ kind, type, id, argument, body }: Message): void {
    if (kind === MessageKind.Response) this.#answered++;
    if (kind === MessageKind.Request) this.#send(MessageKind.Response, type, id, 0, body);
    if (kind !== MessageKind.Control) return;
    if (type === HELLO) this.#send(kind, WELCOME, 0, argument, WELCOME_REPORT);
    if (type !== PING) return;
    this.pings++;
    this.#send(kind, PONG, 0, argument, '');
  }

  #send(kind: MessageKind, type: number, id: number, argument: number, body: string | Uint8Array) {
    const out = new ByteWriter();
    this.#framer.begin(out);
    const start = out.length;
    protocol.packets.begin({ kind, type, id, argument }, out);
    out.writeBytes(Buffer.from(body));
    protocol.packets.end(out, start);
    this.#framer.end(out, 0);
    this.#connection.send(out.takeCopy());
  }
}

/** The heartbeat that it agrees to. */
export const HEARTBEAT_MS = 500;
const protocol = packets();
const [HELLO, WELCOME, PING, PONG] = [1, 2, 3, 4];
const WELCOME_REPORT = JSON.stringify({ version: 1, session: 's', heartbeatMs: HEARTBEAT_MS });
/** Of the side that accepted; one that dialled may use it too, since ids never meet. */
const FIRST_ID = 0x80000000;

import type { Connection } from '@net/core';
import type { ConnectionHandler } from '@net/core/extend';
import { TransportEnd } from '@net/testing';
import type { QuicConnection, QuicConnectionHandler } from '../../src/quic-connection.ts';

/** One end of a connection or channel: records channels and QUIC's own datagrams too. */
export class End extends TransportEnd<QuicConnection> implements QuicConnectionHandler {
  readonly channels: End[] = [];
  readonly datagrams: Buffer[] = [];

  constructor(connection: Connection) {
    // A channel has less than a connection, and tests ask it for no more.
    super(connection as QuicConnection);
  }

  /** The channel that the peer opens as the `index`-th. */
  async channel(index: number): Promise<End> {
    await this.until(() => this.channels.length > index);
    return this.channels[index]!;
  }

  openChannel(): End {
    let end!: End;
    this.connection.openChannel((channel) => (end = new End(channel)));
    return end;
  }

  onChannel(channel: Connection): ConnectionHandler {
    const end = new End(channel);
    this.channels.push(end);
    queueMicrotask(() => this.look());
    return end;
  }

  onDatagram(bytes: Uint8Array): void {
    this.datagrams.push(Buffer.from(bytes));
    this.look();
  }
}

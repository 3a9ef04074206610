import { describe, expect, it } from '@jest/globals';
import type { HostPort } from '../../src/provider.ts';
import type { QuicheConnection } from '../../src/quiche/binding.ts';
import { PacketWriter } from '../../src/quiche/packet-writer.ts';
import type { UdpSocket } from '../../src/quiche/udp-socket.ts';

const to = { host: '192.0.2.1', port: 4000 };

describe('PacketWriter', () => {
  it('sends what a connection has to send, packet by packet', () => {
    const { writer, socket, connection } = scene();
    connection.packets = ['c0ffee', '00', 'ff'.repeat(1350)];
    expect(writer.flush(connection.quiche)).toEqual({ packets: 3, bytes: 1354, isMore: false });
    expect(socket.sent).toEqual(['c0ffee', '00', 'ff'.repeat(1350)]);
  });

  it('ends a burst, and says that there may be more', () => {
    const { writer, connection } = scene();
    connection.packets = Array.from({ length: 100 }, () => '00');
    const { packets, isMore } = writer.flush(connection.quiche);
    expect([packets, isMore]).toEqual([48, true]);
    expect(connection.packets).toHaveLength(52);
  });

  it('writes over a packet that the system has copied, and over no other', () => {
    const { writer, socket, connection } = scene();
    connection.packets = ['01', '02'];
    writer.flush(connection.quiche);
    socket.isHolding = true;
    connection.packets = ['03', '04'];
    writer.flush(connection.quiche);
    expect(socket.memory.map((packet) => packet.toString('hex'))).toEqual(['03', '03', '03', '04']);
  });

  it('repeats the packet that went out last, whatever has gone out since', () => {
    const { writer, socket, connection } = scene();
    connection.packets = ['aa', 'bb'];
    writer.flush(connection.quiche);
    const repeat = writer.repeater();
    writer.reply(to, (out) => out.write('cc', 'hex'));
    repeat();
    expect(socket.sent).toEqual(['aa', 'bb', 'cc', 'bb']);
  });
});

/** A writer, a connection with packets to send, and a socket that keeps what it is given. */
function scene() {
  const socket = {
    isHolding: false,
    sent: [] as string[],
    memory: [] as Buffer[],
    send(packet: Buffer, _to: HostPort) {
      socket.sent.push(packet.toString('hex'));
      socket.memory.push(packet);
    },
  };
  const connection = {
    packets: [] as string[],
    send(out: Buffer) {
      const next = connection.packets.shift();
      return next === undefined ? null : ([out.write(next, 'hex'), { to }] as const);
    },
    get quiche(): QuicheConnection {
      // It does all that a flush asks of it.
      return connection as unknown as QuicheConnection;
    },
  };
  // It does all that a writer asks of it.
  const writer = new PacketWriter(socket as unknown as UdpSocket, 1350);
  return { writer, socket, connection };
}

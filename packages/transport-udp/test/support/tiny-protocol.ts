import { type MessageKind, Message, type Protocol } from '@net/core';

/** Packets `kind(1) type(1) id(4) body`, big-endian: enough for a session over datagrams. */
export const tinyProtocol: Protocol = {
  name: 'tiny',
  createFramer: () => undefined,
  packets: {
    features: { correlation: true, control: true, maxType: 255 },
    read(input, bytes) {
      const packet = Buffer.from(input.take(bytes));
      // This protocol is read only from its own writer.
      const kind = packet.readUInt8(0) as MessageKind;
      return new Message(kind, packet.readUInt8(1), packet.readUInt32BE(2), packet.subarray(6));
    },
    begin({ kind, type, id }, out) {
      out.writeUint8(kind);
      out.writeUint8(type);
      out.writeUint32(id);
    },
    end() {},
  },
};

/**
 * The first bytes of a TLS 1.2 client that asks for `serverName`, whatever bytes that is made of
 * (RFC 5246, section 7.4.1.2; RFC 6066, section 3). Node's own client would refuse some of them.
 */
export function clientHello(serverName: Buffer): Buffer {
  const extensions = Buffer.concat([
    extension(0x0000, withLength(2, Buffer.of(0), withLength(2, serverName))),
    extension(0x000a, withLength(2, Buffer.from('0017', 'hex'))),
    extension(0x000b, withLength(1, Buffer.of(0))),
    extension(0x000d, withLength(2, Buffer.from('0403', 'hex'))),
  ]);
  const hello = Buffer.concat([
    Buffer.from('0303', 'hex'),
    Buffer.alloc(32, 7),
    withLength(1),
    withLength(2, Buffer.from('c02b', 'hex')),
    withLength(1, Buffer.of(0)),
    withLength(2, extensions),
  ]);
  const handshake = Buffer.concat([Buffer.of(1), withLength(3, hello)]);
  return Buffer.concat([Buffer.from('160301', 'hex'), withLength(2, handshake)]);
}

function extension(type: number, content: Buffer): Buffer {
  return Buffer.concat([Buffer.of(type >>> 8, type & 0xff), withLength(2, content)]);
}

function withLength(lengthBytes: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const length = Buffer.alloc(lengthBytes);
  length.writeUIntBE(content.length, 0, lengthBytes);
  return Buffer.concat([length, content]);
}

import { trusting } from './scene.ts';

/** Run by `startPeer`: its own certificate is nobody's business, so nobody verifies it here. */
const [role, address = ''] = process.argv.slice(2);
const transport = trusting({ tls: { rejectUnauthorized: false } });

if (role === 'listen') {
  const listener = await transport.listen('quic://127.0.0.1:0', (connection) => ({
    onData: (bytes) => void connection.send(bytes),
    onDrain() {},
    onClose() {},
  }));
  process.stdout.write(`${listener.address}\n`);
} else {
  await transport.dial(address, (connection) => {
    connection.send(Buffer.from('hello'));
    return { onData() {}, onDrain() {}, onClose() {} };
  });
  process.stdout.write('\n');
}

import { tcp } from '@net/transport-tcp';

// A program of its own: echoes what it receives, and prints its address.
const listener = await tcp().listen('tcp://127.0.0.1:0', (connection) => ({
  onData: (bytes) => void connection.send(bytes),
  onDrain() {},
  onClose() {},
}));
process.stdout.write(`${listener.address}\n`);

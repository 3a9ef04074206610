// Bytes without frames over KCP: `bare-kcp.ts <address> <exchange> [key]`.
import { bareExchange, type ExchangeName } from '../exchange.ts';
import { fastKcp } from '../fast-kcp.ts';
import { driveExchanges } from './exchanges.ts';

const [address = '', exchange, key] = process.argv.slice(2);
driveExchanges(
  (open) => fastKcp(key).dial(address, open),
  // The benchmark's own lists name it.
  (bodyBytes) => bareExchange(exchange as ExchangeName, bodyBytes),
);

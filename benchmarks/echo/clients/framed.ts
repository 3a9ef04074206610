// Prebuilt frames over QUIC or TLS: `framed.ts <address> <exchange> <folder of the certificate>`.
import { type ExchangeName, framedExchange } from '../exchange.ts';
import { secureClient } from '../secure.ts';
import { driveExchanges } from './exchanges.ts';

const [address = '', exchange, folder = ''] = process.argv.slice(2);
const transport = await secureClient(address, folder);
driveExchanges(
  (open) => transport.dial(address, open),
  // The benchmark's own lists name it.
  (bodyBytes) => framedExchange(exchange as ExchangeName, bodyBytes),
);

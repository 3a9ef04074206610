import { type Logger, serve, type Server } from '@net/core';
import { packets } from '@net/packet';
import { tcp } from '@net/transport-tcp';
import { udp } from '@net/transport-udp';
import { ws } from '@net/transport-ws';
import { Chat } from './chat.ts';
import { GonetDoor } from './gonet-door.ts';
import { bundlePage } from './page-bundle.ts';
import { portOf, servePage } from './page-server.ts';

/** Where the chat listens; port 0 is a free one. */
export interface ChatOptions {
  readonly host: string;
  /** Of the page, and of its WebSocket. */
  readonly port: number;
  /** Of terminals over TCP and, with the same number, over UDP. */
  readonly terminalPort: number;
  /** Of gonet peers over TCP. */
  readonly gonetPort: number;
  readonly logger?: Logger | undefined;
}

/** A chat that runs. */
export interface ChatServer {
  /** Of the page, for a browser. */
  readonly page: string;
  /** Of terminals. */
  readonly tcp: string;
  readonly udp: string;
  readonly gonet: string;
  /** Ask everybody to leave, and end. */
  close(): Promise<void>;
}

/**
 * Starts page, WebSocket, TCP, UDP and gonet, all for the same rooms.
 *
 * @throws NetError `ADDRESS_IN_USE`, `LISTEN_FAILED`, `BAD_ADDRESS`
 */
export async function startChat(options: ChatOptions): Promise<ChatServer> {
  const { host, port, terminalPort, gonetPort, logger } = options;
  const http = await servePage(await bundlePage(), host, port);
  const door = new GonetDoor();
  const chat = new Chat((room, said) => door.tell(room, said));
  const servers: Server[] = [];
  const close = async (): Promise<void> => {
    await Promise.all(servers.map((server) => server.close()));
    await door.close();
    http.closeAllConnections();
    await new Promise((resolve) => http.close(resolve));
  };
  try {
    const stack = { protocol: packets(), router: chat.router, logger };
    const page = `ws://${host}:${portOf(http)}/chat`;
    const transports = [ws({ server: http }), tcp(), udp()];
    const addresses = [page, `tcp://${host}:${terminalPort}`, `udp://${host}:${terminalPort}`];
    const server = await serve(addresses, { ...stack, transports });
    servers.push(server);
    chat.attach(server);
    await door.open(`tcp://${host}:${gonetPort}`, [tcp()], chat);
    const [, tcpAddress = '', udpAddress = ''] = server.addresses;
    return {
      page: `http://${host}:${portOf(http)}/`,
      tcp: tcpAddress,
      udp: udpAddress,
      gonet: door.address,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

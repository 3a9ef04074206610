// Run by Bun, whose server is uWebSockets.
import { announce } from '../../lib/announce.ts';

/** The part of Bun that is used here. */
declare const Bun: { serve(options: BunServerOptions): { readonly port: number } };

interface BunServerOptions {
  readonly hostname: string;
  readonly port: number;
  fetch(request: Request, server: { upgrade(request: Request): boolean }): Response | undefined;
  readonly websocket: {
    message(socket: { send(data: unknown): number }, data: unknown): void;
  };
}

const server = Bun.serve({
  hostname: '127.0.0.1',
  port: 0,
  fetch(request, server) {
    return server.upgrade(request) ? undefined : new Response('', { status: 426 });
  },
  websocket: {
    message(socket, data) {
      socket.send(data);
    },
  },
});
announce(`ws://127.0.0.1:${server.port}/`);

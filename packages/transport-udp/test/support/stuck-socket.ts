import { jest } from '@jest/globals';
import { bindSocket } from '../../src/open-socket.ts';
import { newStats, type UdpStats } from '../../src/stats.ts';
import { UdpSocket } from '../../src/udp-socket.ts';
import { hex } from './hex.ts';

/** A socket whose system takes what it is given without sending it, and may be busy. */
export class StuckSocket {
  readonly socket: UdpSocket;
  readonly stats: UdpStats;
  /** Whether the system keeps what it is given for later. */
  isBusy = true;
  readonly #taken: Uint8Array[] = [];

  private constructor(socket: UdpSocket, stats: UdpStats) {
    this.socket = socket;
    this.stats = stats;
  }

  static async create(isPlain = false): Promise<StuckSocket> {
    const endpoint = { ip: '127.0.0.1', family: 4, port: 0 } as const;
    const raw = await bindSocket(endpoint, { receiveBufferBytes: undefined });
    const settings = { isPlain, maxReceiveBytes: 100, maxSendBytes: 70_000 };
    const stats = newStats();
    const stuck = new StuckSocket(new UdpSocket(raw, false, settings, stats), stats);
    jest.spyOn(raw, 'getSendQueueSize').mockImplementation(() => (stuck.isBusy ? 1 : 0));
    jest.spyOn(raw, 'send').mockImplementation((...args: unknown[]) => {
      const [datagram] = args as [Uint8Array];
      stuck.#taken.push(datagram);
    });
    return stuck;
  }

  /** What the system was given, in hex as it is now. */
  get taken(): readonly string[] {
    return this.#taken.map(hex);
  }
}

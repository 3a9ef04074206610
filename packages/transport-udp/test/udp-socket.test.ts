import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { Kind } from '../src/datagram.ts';
import { bindSocket } from '../src/open-socket.ts';
import { newStats } from '../src/stats.ts';
import { type SocketSender, UdpSocket } from '../src/udp-socket.ts';
import { bytes, hex } from './support/hex.ts';
import { Scene } from './support/scene.ts';
import { StuckSocket } from './support/stuck-socket.ts';

const scene = new Scene();
afterEach(() => scene.close());
const SETTINGS = { isPlain: false, maxReceiveBytes: 100, maxSendBytes: 70_000 };

describe('UdpSocket', () => {
  it('names where it is bound', async () => {
    const { socket, raw } = await bound();
    expect(socket.local).toBe(`udp://127.0.0.1:${raw.address().port}`);
  });

  it('sends what it is given behind the header of the session', async () => {
    const { socket, sender, peer } = await bound();
    expect(socket.send(sender, Kind.Data, bytes('c0ffee'))).toBe(true);
    socket.send(sender, Kind.Data, bytes(''));
    socket.send(sender, Kind.Ping, bytes(''));
    expect(hex(await peer.nth(1))).toBe('150102030405060708c0ffee');
    expect(hex(await peer.nth(2))).toBe('150102030405060708');
    expect(hex(await peer.nth(3))).toBe('160102030405060708');
  });

  it('sends what it is given as it is when plain', async () => {
    const { socket, sender, peer } = await bound({ ...SETTINGS, isPlain: true });
    socket.send(sender, Kind.Data, bytes('ff c0ffee').subarray(1));
    socket.send(sender, Kind.Data, bytes(''));
    expect(hex(await peer.nth(1))).toBe('c0ffee');
    expect(await peer.nth(2)).toHaveLength(0);
  });

  it('hands over what it receives, with who sent it', async () => {
    const { socket, peer } = await bound();
    const received: unknown[] = [];
    const heard = new Promise<void>((resolve) => {
      socket.receiver = {
        onDatagram: (...args) => resolve(void received.push(...args)),
        onSocketError() {},
      };
    });
    await peer.send(bytes('c0ffee'), socket.local);
    await heard;
    expect(received).toEqual([Buffer.from('c0ffee', 'hex'), '127.0.0.1', peer.port]);
  });

  it('drops and counts what is over its limit, and not what is at it', async () => {
    const { socket, peer, stats } = await bound();
    const lengths: number[] = [];
    const heard = new Promise<void>((resolve) => {
      socket.receiver = {
        onDatagram: ({ length }) => resolve(void lengths.push(length)),
        onSocketError() {},
      };
    });
    await peer.send(new Uint8Array(101), socket.local);
    await peer.send(new Uint8Array(100), socket.local);
    await heard;
    expect(lengths).toEqual([100]);
    expect(stats.oversized).toBe(1);
  });

  it('counts a send that fails, and says so', async () => {
    const { socket, stats } = await bound();
    const failed = new Promise<Error>((resolve) => {
      socket.receiver = { onDatagram() {}, onSocketError: resolve };
    });
    socket.answer(bytes('00'), { address: '255.255.255.255', port: 9 });
    expect(await failed).toMatchObject({ syscall: 'send' });
    expect(stats.sendFailed).toBe(1);
  });

  it('asks about one send in 64, and after one that failed about each', async () => {
    const { socket, raw } = await bound();
    const send = jest.spyOn(raw, 'send').mockImplementation(() => {});
    const ask = (): boolean => {
      socket.answer(bytes('00'), { address: '127.0.0.1', port: 9 });
      return callbackOf(send) !== undefined;
    };
    expect(Array.from({ length: 65 }, ask)).toEqual([true, ...Array(63).fill(false), true]);
    callbackOf(send)?.(new Error('no route'));
    expect([ask(), ask()]).toEqual([true, true]);
    callbackOf(send)?.(null);
    expect([ask(), ask()]).toEqual([false, false]);
  });

  it('sends and receives nothing once it is closed', async () => {
    const { socket, sender, peer } = await bound();
    const closing = socket.close();
    expect(socket.send(sender, Kind.Data, bytes('01'))).toBe(false);
    socket.answer(bytes('02'), peer.endpoint);
    await closing;
    await socket.close();
    expect(peer.received).toEqual([]);
  });
});

describe('UdpSocket when the system takes no more', () => {
  it('keeps what is sent, and sends it in order once it does again', async () => {
    const { stuck, socket, sender } = await busy();
    for (const value of ['01', '02', '03']) socket.send(sender, Kind.Data, bytes(value));
    expect(stuck.taken).toEqual(['15010203040506070801']);
    expect(sender.bufferedBytes).toBe(30);
    stuck.isBusy = false;
    await sender.untilTaken(3);
    expect(stuck.taken).toEqual([
      '15010203040506070801',
      '15010203040506070802',
      '15010203040506070803',
    ]);
    expect(sender.bufferedBytes).toBe(0);
  });

  it('does not write again to what the system keeps', async () => {
    const { stuck, socket, sender } = await busy();
    socket.send(sender, Kind.Data, bytes('01'));
    stuck.isBusy = false;
    await sender.untilTaken(1);
    socket.send(sender, Kind.Data, bytes('02'));
    expect(stuck.taken).toEqual(['15010203040506070801', '15010203040506070802']);
  });

  it('keeps a copy behind a header, so that what was sent may be written over', async () => {
    const { stuck, socket, sender } = await busy();
    for (const value of ['01', '02']) {
      const sent = bytes(value);
      socket.send(sender, Kind.Data, sent);
      expect(socket.holdsSent).toBe(false);
      sent.fill(0xff);
    }
    stuck.isBusy = false;
    await sender.untilTaken(2);
    expect(stuck.taken).toEqual(['15010203040506070801', '15010203040506070802']);
  });

  it('looks at what was sent plain until the system has taken it', async () => {
    const { stuck, socket, sender } = await busy(true);
    socket.send(sender, Kind.Data, bytes('01'));
    expect(socket.holdsSent).toBe(true);
    stuck.isBusy = false;
    await sender.untilTaken(1);
    expect(socket.holdsSent).toBe(false);
    socket.send(sender, Kind.Data, bytes('02'));
    expect(socket.holdsSent).toBe(false);
  });

  it('sends each of several lengths whole', async () => {
    const { stuck, socket, sender } = await busy();
    stuck.isBusy = false;
    for (const value of ['0102', '03', '', '04', '05060708']) {
      socket.send(sender, Kind.Data, bytes(value));
      expect(stuck.taken.at(-1)).toBe(`150102030405060708${value}`);
    }
  });

  it('says false to a sender at 64 KiB, and to nobody else', async () => {
    const { socket, sender } = await busy();
    expect(socket.send(sender, Kind.Data, new Uint8Array(65_000))).toBe(true);
    expect(socket.send(sender, Kind.Data, new Uint8Array(1000))).toBe(false);
    expect(socket.send(new StandInSender(9), Kind.Data, new Uint8Array(1000))).toBe(true);
  });

  it('drops and counts what is sent while 4 MiB wait', async () => {
    const { stuck, socket, sender } = await busy();
    for (let count = 0; count < 100; count++) {
      socket.send(sender, Kind.Data, new Uint8Array(65_527));
    }
    expect(stuck.stats.sendOverflow).toBe(36);
    expect(sender.bufferedBytes).toBe(64 * 65_536);
  });

  it('drops answers, and what waits of a sender that has left', async () => {
    const { stuck, socket, sender } = await busy();
    const other = new StandInSender(9);
    for (const value of ['01', '02']) socket.send(sender, Kind.Data, bytes(value));
    socket.send(other, Kind.Data, bytes('03'));
    socket.answer(bytes('99'), sender);
    sender.hasLeft = true;
    stuck.isBusy = false;
    await other.untilTaken(1);
    expect(stuck.taken).toEqual(['15010203040506070801', '15010203040506070803']);
    expect(sender.bufferedBytes).toBe(0);
    expect(stuck.stats.sendOverflow).toBe(1);
  });

  it('forgets what waits when it is closed', async () => {
    const { stuck, socket, sender } = await busy();
    for (const value of ['01', '02']) socket.send(sender, Kind.Data, bytes(value));
    await socket.close();
    expect(stuck.taken).toHaveLength(1);
  });
});

class StandInSender implements SocketSender {
  readonly address = '127.0.0.1';
  readonly port: number;
  readonly idHigh = 0x01020304;
  readonly idLow = 0x05060708;
  bufferedBytes = 0;
  hasLeft = false;
  #taken = 0;
  #look: () => void = () => {};

  constructor(port: number) {
    this.port = port;
  }

  onTaken(): void {
    this.#taken += 1;
    this.#look();
  }

  untilTaken(count: number): Promise<void> {
    return new Promise((resolve) => {
      this.#look = () => {
        if (this.#taken >= count) resolve();
      };
      this.#look();
    });
  }
}

async function bound(settings = SETTINGS) {
  const endpoint = { ip: '127.0.0.1', family: 4, port: 0 } as const;
  const raw = await bindSocket(endpoint, { receiveBufferBytes: undefined });
  const stats = newStats();
  const socket = new UdpSocket(raw, false, settings, stats);
  scene.after(() => socket.close());
  const peer = await scene.socket();
  return { raw, socket, stats, peer, sender: new StandInSender(peer.port) };
}

async function busy(isPlain = false) {
  const stuck = await StuckSocket.create(isPlain);
  scene.after(() => stuck.socket.close());
  return { stuck, socket: stuck.socket, sender: new StandInSender(9) };
}

type SendSpy = { mock: { lastCall?: unknown[] | undefined } };

/** What the last send wants to be called with its outcome. */
function callbackOf({ mock }: SendSpy): ((error: Error | null) => void) | undefined {
  return mock.lastCall?.at(-1) as ((error: Error | null) => void) | undefined;
}

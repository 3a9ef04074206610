import { describe, expect, it } from '@jest/globals';
import { createCipher } from '../src/ciphers/create-cipher.ts';
import { KcpSession } from '../src/kcp-session.ts';
import { resolveOptions } from '../src/resolve-options.ts';
import { ReedSolomon } from '../src/reed-solomon.ts';
import { type Capture, readCaptures } from './support/session-captures.ts';
import { SessionPair } from './support/session-pair.ts';

describe('KcpSession beside kcp-go', () => {
  it.each(readCaptures().map((capture) => [capture.name, capture] as const))(
    'reads from both ends of %s what kcp-go read',
    (_, capture) => {
      expect(hexRead(capture, 'client')).toBe(joined(capture.serverReads));
      expect(hexRead(capture, 'server')).toBe(joined(capture.clientReads));
    },
  );
});

describe('KcpSession', () => {
  it('greets, and is established by the answer', () => {
    const { client, server, exchange } = new SessionPair();
    client.greet(0);
    expect([client.isEstablished, server.isEstablished]).toEqual([false, true]);
    exchange(0, 50);
    expect([client.isEstablished, client.isPeerProven, server.isPeerProven]).toEqual([
      true,
      true,
      true,
    ]);
  });

  it('greets again while nobody answers', () => {
    const pair = new SessionPair();
    pair.client.greet(0);
    pair.dropAll();
    const times: number[] = [];
    for (let nowMs = 1; nowMs <= 1000; nowMs += 1) {
      if (nowMs >= pair.client.dueMs) pair.client.onDue(nowMs);
      if (pair.dropAll() > 0) times.push(nowMs);
    }
    expect(times).toEqual([100, 300, 700]);
  });

  it('sends at the end of the turn, and nothing while it waits for nothing', () => {
    const pair = new SessionPair();
    pair.connect();
    expect(pair.client.wantsFlush).toBe(false);
    pair.send('client', new Uint8Array(10), 1000);
    expect(pair.client.wantsFlush).toBe(true);
    expect(pair.exchange(1000, 1100).server).toBe(10);
    expect(pair.client.dueMs).toBeGreaterThan(5000);
  });

  it('ends for both when one closes, after all was delivered', () => {
    const pair = new SessionPair();
    pair.connect();
    pair.send('client', new Uint8Array(100_000), 1000);
    pair.client.close(1000);
    const received = pair.exchange(1000, 3000);
    expect(received.server).toBe(100_000);
    expect([pair.client.state, pair.server.state]).toEqual(['over', 'over']);
    expect([pair.client.error, pair.server.error]).toEqual([undefined, undefined]);
  });

  it('takes nothing more to send once it closes', () => {
    const pair = new SessionPair();
    pair.connect();
    pair.client.close(1000);
    pair.send('client', new Uint8Array(5), 1000);
    expect(pair.exchange(1000, 2000).server).toBe(0);
  });

  it('tells the peer of an abort, and does so again if that is lost', () => {
    const pair = new SessionPair();
    pair.connect();
    pair.client.abort(new Error('enough'), 1000);
    pair.dropAll();
    expect([pair.client.state, pair.client.error?.message]).toEqual(['lingering', 'enough']);
    pair.send('server', new Uint8Array(1), 1000);
    pair.exchange(1000, 1100);
    expect(pair.server.error).toMatchObject({ code: 'CONNECTION_LOST' });
    expect([pair.client.state, pair.server.state]).toEqual(['over', 'over']);
  });

  it('gives up a close that the peer does not answer', () => {
    const pair = new SessionPair();
    pair.connect();
    pair.send('client', new Uint8Array(7), 1000);
    pair.client.close(1000);
    for (let nowMs = 1000; nowMs <= 6000; nowMs += 10) {
      if (nowMs >= pair.client.dueMs) pair.client.onDue(nowMs);
      pair.dropAll();
    }
    expect(pair.client.error).toMatchObject({ code: 'CONNECTION_LOST' });
  });

  it('keeps itself alive by probes, and gives up a peer that is silent', () => {
    const pair = new SessionPair();
    pair.connect();
    pair.exchange(1000, 100_000);
    expect([pair.client.state, pair.server.state]).toEqual(['open', 'open']);
    for (let nowMs = 100_000; nowMs <= 131_000; nowMs += 100) {
      if (nowMs >= pair.client.dueMs) pair.client.onDue(nowMs);
      pair.dropAll();
    }
    expect(pair.client.error).toMatchObject({ message: 'the peer has been silent for 30000 ms' });
  });

  it('gives up a link through which nothing of its own gets', () => {
    const pair = new SessionPair({ deadLink: 5 });
    pair.connect();
    pair.send('client', new Uint8Array(1), 1000);
    for (let nowMs = 1000; nowMs <= 20_000 && pair.client.state === 'open'; nowMs += 5) {
      if (pair.client.wantsFlush) pair.client.flush(nowMs);
      if (nowMs >= pair.client.dueMs) pair.client.onDue(nowMs);
      pair.dropAll();
      if (nowMs % 1000 === 0) pair.server.machine.flushWindow();
      pair.deliverToClient(nowMs);
    }
    expect(pair.client.error?.message).toMatch(/^nothing was acknowledged for 1\d{4} ms$/);
  });

  it('ends a session whose peer begins a message that cannot end', () => {
    const pair = new SessionPair({ rcvwnd: 4, streamMode: false });
    pair.connect();
    const { conv } = pair.server;
    const datagram = new Uint8Array(24);
    new DataView(datagram.buffer).setInt32(0, conv, true);
    datagram.set([81, 4], 4);
    pair.server.receive(datagram, 24, 1000);
    expect(pair.server.error).toMatchObject({ code: 'BAD_PACKET' });
  });

  it('fills up a parity group that has stalled', () => {
    const pair = new SessionPair({ dataShards: 4, parityShards: 2, parityDelayMs: 20 });
    pair.connect();
    pair.exchange(500, 1000);
    pair.send('client', new Uint8Array(10), 1000);
    pair.client.flush(1000);
    const before = pair.dropAll();
    pair.client.onDue(1020);
    expect([before, pair.dropAll()]).toEqual([1, 3 + 2]);
  });

  it('counts datagrams that are not for it', () => {
    const pair = new SessionPair();
    pair.connect();
    pair.client.receive(new Uint8Array(24), 24, 1000);
    pair.client.receive(new Uint8Array(3), 3, 1000);
    expect(pair.client.faults).toBe(2);
  });

  it('leaves without a word when it is replaced, or its peer is gone', () => {
    const replaced = new SessionPair();
    replaced.connect();
    replaced.server.leave();
    expect([replaced.server.state, replaced.dropAll()]).toEqual(['over', 0]);
    const gone = new SessionPair();
    gone.connect();
    gone.client.onPeerGone(1000);
    expect([gone.client.state, gone.client.error]).toEqual(['over', undefined]);
  });
});

/** What the receiving end of a capture reads, when it is fed with what one end has sent. */
function hexRead(capture: Capture, from: 'client' | 'server'): string {
  const session = receiver(capture, from);
  const cipher = cipherOf(capture);
  let hex = '';
  for (const { raw, delivered, from: sender } of capture.datagrams) {
    if (sender !== from || !delivered) continue;
    const payload = cipher.open(new Uint8Array(Buffer.from(raw, 'hex')));
    if (payload === undefined) throw new Error('a datagram could not be opened');
    session.receive(payload, raw.length / 2, 0);
    for (let bytes = session.take(); bytes !== undefined; bytes = session.take()) {
      hex += Buffer.from(bytes).toString('hex');
    }
  }
  return hex;
}

function receiver(capture: Capture, from: 'client' | 'server'): KcpSession {
  const { conv, settings } = capture;
  const fec = from === 'client' ? capture.serverFec : capture.clientFec;
  const defaults = resolveOptions({ rcvwnd: settings.rcvwnd, mtu: settings.mtu }).session;
  const code = fec === null ? undefined : new ReedSolomon(fec.data, fec.parity);
  const layer = { cipher: cipherOf(capture), code, mtu: settings.mtu };
  // Acknowledgements in it are of what the other end of the capture has sent, not this one.
  const machine = { ...defaults.machine, isStrict: false };
  const start = {
    conv,
    clockBase: 0,
    noteToken: new Uint8Array(8),
    datagramToken: undefined,
    isDialled: true,
    nowMs: 0,
  };
  const output = { allocate: () => new Uint8Array(1500), transmit: () => {} };
  return new KcpSession({ ...defaults, layer, machine }, start, output);
}

function cipherOf({ cipher, key }: Capture): ReturnType<typeof createCipher> {
  const needsKey = cipher !== null && cipher !== 'none' && key !== undefined;
  return createCipher(cipher ?? 'null', needsKey ? Buffer.from(key, 'hex') : undefined);
}

function joined(reads: readonly { readonly data: string }[]): string {
  return reads.map(({ data }) => data).join('');
}

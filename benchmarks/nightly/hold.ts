import { setTimeout as wait } from 'node:timers/promises';
import { type Child, nodeChild } from '../lib/child.ts';
import type { Held } from './hold-server.ts';
import { judge, kibibytes, type Verdict } from './verdict.ts';

/** Many sessions without traffic, and for how long they are to live. */
export interface HoldOptions {
  readonly row: string;
  readonly scheme: 'tcp' | 'kcp';
  readonly sessions: number;
  readonly minutes: number;
  /** What one may cost where there are fewer. */
  readonly atMostBytes: number;
}

/** R8: all are held, and none costs over a fifth more than where there are fewer. */
export async function judgeHold(options: HoldOptions): Promise<Verdict> {
  await using stage = await Stage.open(options.scheme);
  const empty = await stage.add(firstSessions);
  const full = await stage.add(Math.ceil(options.sessions / processes));
  await wait(options.minutes * 60_000);
  const held = await stage.held();
  const each = (held.residentBytes - empty.residentBytes) / (full.sessions - empty.sessions);
  const isHeld = held.dropped === 0 && held.sessions === full.sessions;
  const mostBytes = mostMore * options.atMostBytes;
  const text =
    `${held.sessions} open, ${held.dropped} dropped in ${options.minutes} min, ` +
    `${kibibytes(each)} each, wanted ≤ ${kibibytes(mostBytes)}`;
  return judge(
    options.row,
    isHeld && each <= mostBytes,
    [text, held.reason].filter(Boolean).join('; '),
  );
}

/** Servers and those who open sessions with them: as many processes as descriptors need. */
class Stage implements AsyncDisposable {
  readonly #servers: readonly Child[];
  readonly #openers: readonly Child[];
  #opened = 0;

  private constructor(servers: readonly Child[], openers: readonly Child[]) {
    this.#servers = servers;
    this.#openers = openers;
  }

  /** TCP has a server process for each opener, KCP has one socket for all. */
  static async open(scheme: 'tcp' | 'kcp'): Promise<Stage> {
    const servers = Array.from({ length: scheme === 'tcp' ? processes : 1 }, () =>
      nodeChild(new URL('hold-server.ts', import.meta.url), [scheme], ['--expose-gc']),
    );
    const openers: Child[] = [];
    const stage = new Stage(servers, openers);
    try {
      const addresses = await Promise.all(servers.map(addressOf));
      const opener = scheme === 'tcp' ? '../memory/sockets.ts' : 'kcp-peers.ts';
      for (let index = 0; index < processes; index++) {
        const address = addresses[index % addresses.length] ?? '';
        // Each address of loopback has its own ports: one has fewer than there are sessions.
        const args = [address, `127.0.0.${index + 2}`];
        openers.push(nodeChild(new URL(opener, import.meta.url), args));
      }
      await Promise.all(openers.map((child) => child.firstLine()));
      return stage;
    } catch (error) {
      await stage[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** Let each opener open so many more. */
  async add(each: number): Promise<Held> {
    await Promise.all(this.#openers.map((child) => child.ask({ open: each }, openMs)));
    this.#opened += each * processes;
    return this.held();
  }

  /** How all sessions fare, and what all servers hold. */
  async held(): Promise<Held> {
    const sessions = this.#opened / this.#servers.length;
    const answers = this.#servers.map((server) => server.ask({ sessions }, openMs));
    // The answers of hold-server.ts.
    const all = (await Promise.all(answers)) as Held[];
    return {
      sessions: sum(all.map((held) => held.sessions)),
      dropped: sum(all.map((held) => held.dropped)),
      reason: all.map((held) => held.reason).find(Boolean) ?? '',
      residentBytes: sum(all.map((held) => held.residentBytes)),
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const children = [...this.#openers, ...this.#servers];
    await Promise.all(children.map((child) => child[Symbol.asyncDispose]()));
  }
}

async function addressOf(server: Child): Promise<string> {
  const { address } = (await server.firstLine()) as { address: string };
  return address;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** Openers, and servers of TCP. */
export const processes = 3;
const firstSessions = 10;
const mostMore = 1.2;
const openMs = 10 * 60_000;

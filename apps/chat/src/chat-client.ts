import { type ClientState, createClient, type ManagedClient } from '@net/client-manager';
import { NetError, Router, type Session, type Transport } from '@net/core';
import { packets } from '@net/packet';
import { Heard, Join, type Joined, Missed, Present, type Said } from './contract.ts';
import { Say, Typing, type TypingNotice, Writing } from './contract.ts';

/** What a view shows. */
export interface ChatView {
  /** The connection: up, down, or over. */
  onState(state: ClientState): void;
  /** In the room, for the first time or again. */
  onJoined(joined: Joined): void;
  /** Each thing that was said once, in order. */
  onSaid(said: Said): void;
  onPresent(members: readonly string[]): void;
  onWriting(notice: TypingNotice): void;
}

/** Whom to be and where. */
export interface ChatClientOptions {
  readonly address: string;
  readonly transports: readonly Transport[];
  readonly name: string;
  readonly room: string;
}

/** Somebody in a room, whatever the transport. Comes back by itself when the connection is lost. */
export class ChatClient {
  /** Resolves once it will not come back, with the reason if it is not the user's wish. */
  readonly closed: Promise<NetError | undefined>;
  readonly #client: ManagedClient;
  readonly #view: ChatView;
  #lastNumber = 0;
  #epoch = '';
  #asking: Promise<void> | undefined;

  constructor({ address, transports, name, room }: ChatClientOptions, view: ChatView) {
    const clientId = crypto.randomUUID();
    this.#view = view;
    const router = new Router()
      .handle(Heard, (said, session) => this.#onHeard(said, session))
      .handle(Present, ({ members }) => view.onPresent(members))
      .handle(Writing, (notice) => view.onWriting(notice));
    this.#client = createClient(address, {
      transports,
      protocol: packets(),
      router,
      reconnect: { firstMs: 300, baseMs: 250, capMs: 5000 },
      onConnect: async (session) => this.#onJoined(await join(session, { name, room, clientId })),
    });
    this.#client.onState((state) => view.onState(state));
    this.closed = this.#client.closed;
  }

  /** Resolves once it is in the room. @throws NetError why it never will be */
  async ready(): Promise<void> {
    await this.#client.ready();
  }

  /**
   * Say something. Asked again while no answer comes; the server hears it once.
   *
   * @throws NetError when it certainly or possibly was not heard
   */
  async say(text: string): Promise<void> {
    const key = crypto.randomUUID();
    for (let attempt = 1; ; attempt++) {
      try {
        await this.#client.request(Say, { text, key }, { timeoutMs: 1500 });
        return;
      } catch (error) {
        const isLost = error instanceof NetError && error.retryable;
        if (!isLost || attempt === ATTEMPTS) throw error;
        await this.#client.ready({ signal: AbortSignal.timeout(5000) });
      }
    }
  }

  /** Tell the others that this one writes, or has stopped. Lost if there is no connection. */
  typing(isTyping: boolean): void {
    if (this.#client.session !== undefined) this.#client.send(Typing, { isTyping });
  }

  close(): Promise<void> {
    return this.#client.close();
  }

  #onJoined(joined: Joined): void {
    if (joined.epoch !== this.#epoch) this.#lastNumber = 0;
    this.#epoch = joined.epoch;
    this.#view.onJoined(joined);
    for (const said of joined.history) this.#show(said);
  }

  /** A gap means that a datagram was lost: ask for what was in it before going on. */
  async #onHeard(said: Said, session: Session): Promise<void> {
    if (said.number > this.#lastNumber + 1) {
      this.#asking ??= this.#askMissed(session).finally(() => (this.#asking = undefined));
      await this.#asking;
    }
    this.#show(said);
  }

  async #askMissed(session: Session): Promise<void> {
    try {
      for (const said of await session.request(Missed, { after: this.#lastNumber })) {
        this.#show(said);
      }
    } catch (error) {
      // The gap stays; the next join brings the history.
      if (!(error instanceof NetError)) throw error;
    }
  }

  #show(said: Said): void {
    if (said.number <= this.#lastNumber) return;
    this.#lastNumber = said.number;
    this.#view.onSaid(said);
  }
}

/** Over UDP the first may be lost. */
async function join(
  session: Session,
  who: { readonly name: string; readonly room: string; readonly clientId: string },
): Promise<Joined> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await session.request(Join, who, { timeoutMs: 1500 });
    } catch (error) {
      const isLost = error instanceof NetError && error.code === 'REQUEST_TIMEOUT';
      if (!isLost || attempt === ATTEMPTS) throw error;
    }
  }
}

const ATTEMPTS = 4;

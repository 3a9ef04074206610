import type { ClientState } from '@net/client-manager';
import type { ChatView } from '../chat-client.ts';
import type { Joined, Said, TypingNotice } from '../contract.ts';
import { element } from './elements.ts';

/** Shows a room on the page. What others wrote goes in as text, never as HTML. */
export class PageView implements ChatView {
  readonly #myName: string;
  readonly #title = element('title', HTMLElement);
  readonly #members = element('members', HTMLElement);
  readonly #status = element('status', HTMLElement);
  readonly #messages = element('messages', HTMLElement);
  readonly #writing = element('writing', HTMLElement);
  readonly #writers = new Map<string, number>();

  constructor(myName: string) {
    this.#myName = myName;
    this.#messages.replaceChildren();
  }

  onState(state: ClientState): void {
    this.#status.dataset['state'] = state.name;
    this.#status.textContent = STATUS[state.name];
  }

  onJoined({ room, members }: Joined): void {
    this.#title.textContent = room;
    document.title = room;
    element('door', HTMLElement).hidden = true;
    element('chat', HTMLElement).hidden = false;
    this.onPresent(members);
    element('text', HTMLInputElement).focus();
  }

  onPresent(members: readonly string[]): void {
    this.#members.textContent = members.join(', ');
    for (const name of this.#writers.keys()) if (!members.includes(name)) this.#stopWriting(name);
  }

  onSaid({ name, text, at }: Said): void {
    this.#stopWriting(name);
    const line = document.createElement('li');
    line.classList.toggle('mine', name === this.#myName);
    const head = document.createElement('small');
    const time = new Date(at).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });
    head.textContent = name === this.#myName ? time : `${name} · ${time}`;
    line.append(head, text);
    this.#messages.append(line);
    while (this.#messages.childElementCount > MAX_LINES) this.#messages.firstElementChild?.remove();
    line.scrollIntoView({ block: 'end' });
  }

  onWriting({ name, isTyping }: TypingNotice): void {
    this.#stopWriting(name);
    if (!isTyping) return;
    // A notice that somebody has stopped may be lost.
    this.#writers.set(
      name,
      setTimeout(() => this.#stopWriting(name), WRITING_MS),
    );
    this.#showWriters();
  }

  #stopWriting(name: string): void {
    clearTimeout(this.#writers.get(name));
    if (this.#writers.delete(name)) this.#showWriters();
  }

  #showWriters(): void {
    const names = [...this.#writers.keys()];
    const who = names.length > 2 ? `${names.length} people` : names.join(' and ');
    this.#writing.textContent =
      names.length > 0 ? `${who} ${names.length > 1 ? 'are' : 'is'} writing…` : '';
  }
}

const STATUS: Readonly<Record<ClientState['name'], string>> = {
  ready: 'connected',
  connecting: 'connecting…',
  waiting: 'reconnecting…',
  closed: 'disconnected',
};
const MAX_LINES = 300;
const WRITING_MS = 5000;
